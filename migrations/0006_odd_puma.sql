CREATE TABLE "pix_final_inputs" (
	"storage_key" text PRIMARY KEY NOT NULL,
	"job_id" text NOT NULL,
	"etag" text,
	"settled_etag" text,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pix_publications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ingest_job_id" uuid NOT NULL,
	"slot_id" text NOT NULL,
	"result_key" text NOT NULL,
	"mime" text NOT NULL,
	"job_id" text NOT NULL,
	"shoot_id" text,
	"filename" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"error" text,
	"image_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_publications_once" UNIQUE("ingest_job_id","job_id"),
	CONSTRAINT "pix_publications_ended" CHECK ("pix_publications"."done_at" is null or "pix_publications"."failed_at" is null),
	CONSTRAINT "pix_publications_failed" CHECK ("pix_publications"."failed_at" is null or "pix_publications"."error" is not null)
);
--> statement-breakpoint
ALTER TABLE "pix_edits" DROP CONSTRAINT "pix_edits_status";--> statement-breakpoint
ALTER TABLE "pix_edits" DROP CONSTRAINT "pix_edits_done";--> statement-breakpoint
DROP INDEX "pix_edits_once";--> statement-breakpoint
ALTER TABLE "pix_uploads" ADD COLUMN "requested_by" text NOT NULL;--> statement-breakpoint
ALTER TABLE "pix_final_inputs" ADD CONSTRAINT "pix_final_inputs_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_publications" ADD CONSTRAINT "pix_publications_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_publications" ADD CONSTRAINT "pix_publications_shoot_id_pix_shoots_id_fk" FOREIGN KEY ("shoot_id") REFERENCES "public"."pix_shoots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_publications" ADD CONSTRAINT "pix_publications_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pix_final_inputs_of_job" ON "pix_final_inputs" USING btree ("job_id","storage_key");--> statement-breakpoint
CREATE INDEX "pix_publications_due" ON "pix_publications" USING btree ("next_at") WHERE done_at is null and failed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "pix_edits_once" ON "pix_edits" USING btree ("image_id","idempotency_key") WHERE status in ('running', 'done');--> statement-breakpoint
ALTER TABLE "pix_edits" ADD CONSTRAINT "pix_edits_not_done" CHECK ("pix_edits"."status" in ('done', 'superseded') or "pix_edits"."to_version" is null);--> statement-breakpoint
ALTER TABLE "pix_edits" ADD CONSTRAINT "pix_edits_status" CHECK ("pix_edits"."status" in ('running', 'done', 'failed', 'superseded'));--> statement-breakpoint
ALTER TABLE "pix_edits" ADD CONSTRAINT "pix_edits_done" CHECK ("pix_edits"."status" <> 'done' or "pix_edits"."to_version" is not null);