import type { NotCleanable } from '../cleaning/cleaned.ts';
import type { Change } from './change.ts';
import {
  connectionChanges,
  drawingChanges,
  linkedWorkbookChanges,
  noteChanges,
  openDocumentChanges,
  openDocumentSettings,
  pivotChanges,
  reviewChanges,
  sheetChanges,
  wordChanges,
  workbookChanges,
} from './markup-changes.ts';
import {
  authors,
  nothing,
  people,
  serverData,
  statedValues,
  type Tells,
  windowsPrinter,
} from './part-tells.ts';
import { targets } from './relation-changes.ts';

/**
 * Where in a part stands what people wrote, which is searched: between its tags; there too, in a template that says much the same in every document; in its attributes
 * `v`, as the values that a pivot table keeps; or nowhere.
 */
export type Writing = 'text' | 'template' | 'values' | 'none';

/** What becomes of a part of a document when the document is cleaned. */
export type Treatment =
  /** It can hold nothing that tells of anybody. */
  | { readonly is: 'copied' }
  | { readonly is: 'changed'; readonly writing: Writing; readonly changes: readonly Change[] }
  /** It stays, as something leads to it, and says nothing any more. */
  | { readonly is: 'emptied'; readonly content: string; readonly tells: Tells }
  /** It goes, with what leads to it. */
  | { readonly is: 'dropped'; readonly writing: Writing; readonly tells: Tells }
  /** A picture, a film or sound, which is cleaned as a file of its own. */
  | { readonly is: 'media' }
  /** A document in the document. */
  | { readonly is: 'document' }
  /** The whole document is not cleaned because of it. */
  | { readonly is: 'refused'; readonly reason: NotCleanable };

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const openXml = 'http://schemas.openxmlformats.org';
const openDocument = 'urn:oasis:names:tc:opendocument:xmlns';

const copied: Treatment = { is: 'copied' };
const media: Treatment = { is: 'media' };
const changed = (writing: Writing, changes: readonly Change[]): Treatment => ({
  is: 'changed',
  writing,
  changes,
});
const dropped = (tells: Tells = nothing, writing: Writing = 'none'): Treatment => ({
  is: 'dropped',
  writing,
  tells,
});
const emptied = (content: string, tells: Tells = nothing): Treatment => ({
  is: 'emptied',
  content: declaration + content,
  tells,
});
const refused = (reason: NotCleanable): Treatment => ({ is: 'refused', reason });

const meta = emptied(
  `<office:document-meta xmlns:office="${openDocument}:office:1.0" office:version="1.3"><office:meta/></office:document-meta>`,
  authors,
);

/** Parts of Office Open XML (ECMA-376) and of Microsoft's extensions to it ([MS-DOCX], [MS-XLSX], [MS-PPTX]). */
const openXmlParts: readonly (readonly [name: RegExp, treatment: Treatment])[] = [
  [/^\[Content_Types\]\.xml$/u, changed('none', [])],
  [/(?:^|\/)_rels\/[^/]*\.rels$/u, changed('none', [targets])],
  [
    /^docProps\/core\d*\.xml$/u,
    emptied(`<cp:coreProperties xmlns:cp="${openXml}/package/2006/metadata/core-properties"/>`, authors),
  ],
  [
    /^docProps\/app\d*\.xml$/u,
    emptied(`<Properties xmlns="${openXml}/officeDocument/2006/extended-properties"/>`, authors),
  ],
  [
    /^docProps\/custom\d*\.xml$/u,
    emptied(`<Properties xmlns="${openXml}/officeDocument/2006/custom-properties"/>`, statedValues),
  ],
  // .NET's libraries.
  [/^package\/services\/metadata\/core-properties\/[^/]+\.psmdcp$/u, dropped(authors)],
  // A small picture of the first page, which may be older than the document.
  [/^docProps\/thumbnail\.\w{1,5}$/u, dropped()],
  [/^docMetadata\/LabelInfo\.xml$/u, dropped(serverData)],
  // What a server keeps of a document inside it: who had it, who it was shared with.
  [/^customXml\/item\d*\.xml$/u, dropped(serverData)],
  [/^customXml\/itemProps\d*\.xml$/u, dropped()],
  [/^(?:customUI|userCustomization|\[trash\])\//u, dropped()],
  [/^(?:(?:word|xl|ppt)\/)?webextensions\//u, dropped()],
  [/^(?:word|xl|ppt)\/printerSettings\//u, dropped(windowsPrinter)],
  [/^(?:word|xl|ppt)\/(?:embeddings)\/[^/]+\.(?:docx|xlsx|pptx)$/u, { is: 'document' }],
  [
    /(?:^|\/)vbaProject(?:Signature\w*)?\.bin$|^(?:word|xl|ppt)\/(?:embeddings|activeX|macrosheets)\//u,
    refused('attachments'),
  ],
  [/^(?:word|xl|ppt)\/media\/[^/]+$/u, media],
  [/^(?:word|ppt)\/fonts\/[^/]+\.(?:odttf|ttf|fntdata)$/u, copied],

  [/^word\/glossary\/document\d*\.xml$/u, dropped(people, 'text')],
  [/^word\/(?:people\.xml$|glossary\/|documenttasks\/)/u, dropped(people)],
  [
    /^word\/(?:recipientData|intelligence2?|customizations|mailMerge\w*)\.xml$|^word\/attachedToolbars\.bin$/u,
    dropped(),
  ],
  [
    /^word\/(?:(?:document|header|footer)\d*|footnotes|endnotes|comments\w*)\.xml$/u,
    changed('text', wordChanges),
  ],
  [
    /^word\/(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering)\.xml$/u,
    changed('none', wordChanges),
  ],

  [/^xl\/revisions\//u, dropped(people)],
  [/^xl\/workbook\.xml$/u, changed('none', workbookChanges)],
  [/^xl\/(?:comments[^/]*|(?:comments|threadedComments)\/[^/]+)\.xml$/u, changed('text', noteChanges)],
  [/^xl\/persons\/[^/]+\.xml$/u, changed('none', noteChanges)],
  [/^xl\/connections\.xml$/u, changed('none', connectionChanges)],
  [/^xl\/pivotCache\/[^/]+\.xml$/u, changed('values', pivotChanges)],
  [/^xl\/externalLinks\/[^/]+\.xml$/u, changed('text', linkedWorkbookChanges)],
  [/^xl\/(?:worksheets|chartsheets|dialogsheets)\/[^/]+\.xml$/u, changed('text', sheetChanges)],
  [/^xl\/sharedStrings\.xml$/u, changed('text', drawingChanges)],
  [
    /^xl\/(?:styles|calcChain|metadata|xmlMaps|volatileDependencies|cellimages)\.xml$/u,
    changed('none', drawingChanges),
  ],
  // What these say stands in the cells.
  [
    /^xl\/(?:tables|queryTables|pivotTables|ctrlProps|slicers|slicerCaches|timelines|timelineCaches|richData|featurePropertyBag)\/[^/]+\.xml$/u,
    changed('none', drawingChanges),
  ],

  [/^ppt\/(?:revisionInfo\.xml$|changesInfos\/|metadata$)/u, dropped(people)],
  [/^ppt\/(?:commentAuthors|authors)\.xml$/u, changed('none', reviewChanges)],
  [/^ppt\/comments\/[^/]+\.xml$/u, changed('text', reviewChanges)],
  // What add-ins note on a slide.
  [
    /^ppt\/tags\/[^/]+\.xml$/u,
    emptied(`<p:tagLst xmlns:p="${openXml}/presentationml/2006/main"/>`, serverData),
  ],
  [/^ppt\/(?:presentation|presProps|viewProps|tableStyles)\.xml$/u, changed('none', drawingChanges)],
  [/^ppt\/(?:slides|notesSlides)\/[^/]+\.xml$/u, changed('text', drawingChanges)],
  [
    /^ppt\/(?:slideLayouts|slideMasters|notesMasters|handoutMasters)\/[^/]+\.xml$/u,
    changed('template', drawingChanges),
  ],
  [/^ppt\/ctrlProps\/[^/]+\.xml$/u, changed('none', drawingChanges)],
  [
    /^(?:word|xl|ppt)\/(?:(?:charts|chartex)\/chart|diagrams\/data|drawings\/drawing)[^/]*\.xml$/u,
    changed('text', drawingChanges),
  ],
  // Looks, and shapes whose words stand elsewhere.
  [
    /^(?:word|xl|ppt)\/(?:theme|charts|chartex|diagrams|drawings)\/[^/]+\.(?:xml|vml)$/u,
    changed('none', drawingChanges),
  ],
];

/** Parts of OpenDocument (ODF 1.3, part 2) and what LibreOffice adds to them. */
const openDocumentParts: readonly (readonly [name: RegExp, treatment: Treatment])[] = [
  [/^mimetype$/u, copied],
  [/^META-INF\/manifest\.xml$/u, changed('none', [])],
  // Headers and footers stand with the styles.
  [/^(?:Object [^/]+\/)*(?:content|styles)\.xml$/u, changed('text', openDocumentChanges)],
  [/^(?:Object [^/]+\/)*settings\.xml$/u, changed('none', openDocumentSettings)],
  [/^(?:Object [^/]+\/)*meta\.xml$/u, meta],
  [/^(?:Object [^/]+\/)*(?:Pictures|Media)\/[^/]+$/u, media],
  [/^Fonts\/[^/]+\.(?:ttf|otf|odttf)$/u, copied],
  // Earlier versions, and who saved them.
  [/^VersionList\.xml$/u, dropped(people)],
  [/^Versions\//u, dropped(serverData)],
  // Small pictures, pictures of what is drawn anew anyhow, and how the window looked.
  [/^(?:Object [^/]+\/)*(?:Thumbnails|ObjectReplacements|Configurations2)\//u, dropped()],
  [/^(?:manifest\.rdf|layout-cache)$/u, dropped()],
  [/^(?:Object [^/]+|Basic\/.*|Scripts\/.*|Dialogs\/.*)$/u, refused('attachments')],
];

/** They hold names in ways that we do not change; a signature would not hold any more. */
const signatures =
  /^_xmlsignatures\/|^META-INF\/(?:documentsignatures|macrosignatures|packagesignatures)\.xml$/u;
const partsThatMayBe = [...openXmlParts, ...openDocumentParts];

/** What becomes of a part, by its name; a part that is not known here could hold anything. */
export function treatmentOf(name: string): Treatment {
  if (name.endsWith('/')) return copied; // folders, which hold nothing themselves
  if (signatures.test(name)) return refused('signed');
  return partsThatMayBe.find(([part]) => part.test(name))?.[1] ?? refused('unknown-parts');
}

/** Where in a part of this treatment stands what people wrote; of documents and pictures in the document that is another question. */
export function writingOf(treatment: Treatment): Writing {
  return 'writing' in treatment ? treatment.writing : 'none';
}
