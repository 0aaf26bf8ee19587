import { Router } from 'express';
import { leavePath } from './information-paths.ts';

/**
 * `/keluar`: the way out. The browser forgets what it kept of this site, which would tell that somebody was here: the
 * stylesheet in its cache, and pages kept for its button Back. Cookies stay, because the portal sets them for staff alone
 * and a link from another site could sign them out by this.
 */
export function leaveRoutes({ exitUrl }: { readonly exitUrl: string }): Router {
  const router = Router();
  router.get(leavePath, (_req, res) => {
    res.set({ 'Clear-Site-Data': '"cache", "storage"', 'Cache-Control': 'no-store' });
    res.redirect(303, exitUrl);
  });
  return router;
}
