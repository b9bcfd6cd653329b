ALTER TABLE "pix_shoots" ADD COLUMN "quiet_until" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "pix_images_by_status" ON "pix_images" USING btree ("status","privacy_status");--> statement-breakpoint
CREATE INDEX "pix_jobs_drafts" ON "pix_jobs" USING btree ("draft_ready_at") WHERE status = 'open' and gallery_status = 'draft_ready' and gallery_visibility = 'internal';