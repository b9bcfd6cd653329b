ALTER TABLE "pix_notifications" DROP CONSTRAINT "pix_notifications_status";--> statement-breakpoint
ALTER TABLE "pix_crm_exports" ADD COLUMN "bytes" bigint;--> statement-breakpoint
ALTER TABLE "pix_crm_exports" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "pix_jobs" ADD COLUMN "gallery_token_hash" text;--> statement-breakpoint
ALTER TABLE "pix_jobs" ADD COLUMN "gallery_token_sealed" text;--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD COLUMN "job_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD COLUMN "revision" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD COLUMN "step" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD COLUMN "maybe_sent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD CONSTRAINT "pix_notifications_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pix_notifications_failed" ON "pix_notifications" USING btree ("created_at") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "pix_notifications_of_job" ON "pix_notifications" USING btree ("job_id","created_at");--> statement-breakpoint
ALTER TABLE "pix_jobs" ADD CONSTRAINT "pix_jobs_gallery_token_hash_unique" UNIQUE("gallery_token_hash");--> statement-breakpoint
ALTER TABLE "pix_jobs" ADD CONSTRAINT "pix_jobs_token_hash" CHECK ("pix_jobs"."gallery_token_hash" ~ '^[0-9a-f]{64}$');--> statement-breakpoint
ALTER TABLE "pix_jobs" ADD CONSTRAINT "pix_jobs_token" CHECK (("pix_jobs"."gallery_token_hash" is not null) = ("pix_jobs"."gallery_token_sealed" is not null));--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD CONSTRAINT "pix_notifications_status" CHECK ("pix_notifications"."status" in ('queued', 'sent', 'failed', 'superseded'));