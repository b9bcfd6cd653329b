CREATE TABLE "deletion_receipts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deletion_receipts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"job_id" uuid NOT NULL,
	"slot_id" text NOT NULL,
	"what" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"slot_id" text NOT NULL,
	"key" text NOT NULL,
	"input_sha256" text NOT NULL,
	"job_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_slot_id_key_pk" PRIMARY KEY("slot_id","key")
);
--> statement-breakpoint
ALTER TABLE "attempts" ALTER COLUMN "milliseconds" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "work_until_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "jobs" SET "work_until_at" = "deadline_at";--> statement-breakpoint
ALTER TABLE "jobs" ALTER COLUMN "work_until_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "worker" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "lease_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "worker" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "keep_input" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "turn" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "waiters" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "fallback" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "delivered_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "jobs" SET "delivered_at" = "finished_at" WHERE "status" = 'done';--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "ledger" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deletion_receipts_once" ON "deletion_receipts" USING btree ("job_id","what");--> statement-breakpoint
CREATE INDEX "deletion_receipts_deleted_at" ON "deletion_receipts" USING btree ("deleted_at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expires_at" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_job" ON "idempotency_keys" USING btree ("job_id");--> statement-breakpoint
UPDATE "jobs" AS older SET "status" = 'cancelled', "failure_reason" = 'cancelled', "finished_at" = now()
 WHERE "status" in ('pending', 'processing') AND EXISTS (
  SELECT 1 FROM "jobs" AS newer
  WHERE newer."status" in ('pending', 'processing') AND newer."slot_id" = older."slot_id"
   AND newer."input_sha256" = older."input_sha256" AND newer."id" > older."id");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_twins" ON "jobs" USING btree ("slot_id","input_sha256") WHERE status in ('pending', 'processing') and source = 'ingest';--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "timings";--> statement-breakpoint
CREATE TABLE "refusals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refusals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"slot_id" text NOT NULL,
	"failure_reason" text NOT NULL,
	"details" text NOT NULL,
	"client_address" text NOT NULL,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "refusals_at" ON "refusals" USING btree ("at");--> statement-breakpoint
CREATE INDEX "jobs_received" ON "jobs" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "jobs_by_photo" ON "jobs" USING btree ("slot_id","input_sha256");--> statement-breakpoint
CREATE TABLE "temporary_links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"job_id" uuid NOT NULL,
	"key" text NOT NULL,
	"mime" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "temporary_links" ADD CONSTRAINT "temporary_links_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "temporary_links_expires_at" ON "temporary_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "temporary_links_job" ON "temporary_links" USING btree ("job_id");--> statement-breakpoint
UPDATE "slot_revisions" SET "settings" = '{"onClientGone": "continue", "fallback": null, "keepOriginal": false}'::jsonb || "settings";
