-- What a workspace's clips weigh: asked before each upload and each render.
CREATE INDEX "Render_workspaceId_state_idx" ON "Render"("workspaceId", "state");

-- The sweep that looks after the mail about finished work.
CREATE INDEX "Project_status_finishedAt_idx" ON "Project"("status", "finishedAt");

-- The purge of what was removed, every minute: of all rows the few that were.
CREATE INDEX "Project_removed_idx" ON "Project"("deletedAt") WHERE "deletedAt" IS NOT NULL;
CREATE INDEX "Clip_removed_idx" ON "Clip"("deletedAt") WHERE "deletedAt" IS NOT NULL;
