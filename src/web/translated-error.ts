import type { RequestHandler } from 'express';
import { errorPage, errorView, toldIn } from './error-page.ts';
import { readFields } from './form-body.ts';
import { fieldsOf, valuesOf } from './form-fields.ts';
import { isUpload } from './uploads.ts';
import { siteOf } from './site.ts';
import { render } from './view.ts';

/**
 * Shows the page of an error in the other language, with the form that was posted back from it. Nothing is done with the form: whoever
 * reads once more what went wrong has not said yet that they want to send again.
 */
export const translatedError: RequestHandler = (req, res, next) => {
  const told = req.method === 'POST' ? toldIn(req.query) : undefined;
  if (!told) return next();
  void readFields(req, res, () => {
    if (req.socket.destroyed) return;
    const site = siteOf(res);
    const posted = { body: withoutChoice(fieldsOf(req.body)), hasFiles: isUpload(req) };
    render(res, errorView, errorPage(site, told, site.path(site.currentPath), posted));
  });
};

/** The form as it was: the button of the language, which comes last, is not a field of it. */
function withoutChoice({ language, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const own = valuesOf({ language }, 'language').slice(0, -1);
  return own.length > 0 ? { ...rest, language: own } : rest;
}
