// What a script adds to the pages for the public; every one of them works without it.
import { addCopyButton } from './page/copy-button.ts';
import { addFileChooser } from './page/file-chooser.ts';
import { addQuickExit, leaveOnEscape } from './page/quick-exit.ts';
import { addUploadProgress } from './page/upload-progress.ts';

function enhance(): void {
  addQuickExit();
  addCopyButton();
  addFileChooser();
  addUploadProgress(enhance);
  document.getElementById('error-summary')?.focus();
}

leaveOnEscape();
enhance();
