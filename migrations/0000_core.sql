CREATE TABLE "attempts" (
	"job_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"number" integer NOT NULL,
	"provider" text NOT NULL,
	"operation" text NOT NULL,
	"model" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"milliseconds" integer NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "attempts_job_id_epoch_number_pk" PRIMARY KEY("job_id","epoch","number")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"who" text NOT NULL,
	"what" text NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "cleaner_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "cleaner_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"started_at" timestamp (3) with time zone NOT NULL,
	"milliseconds" integer NOT NULL,
	"dry_run" boolean NOT NULL,
	"removed" jsonb NOT NULL,
	"bytes" bigint NOT NULL,
	"errors" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "failed_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"window_ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slot_id" text NOT NULL,
	"slot_revision" integer NOT NULL,
	"source" text NOT NULL,
	"status" text NOT NULL,
	"failure_reason" text,
	"details" text,
	"client_address" text NOT NULL,
	"client_fields" jsonb NOT NULL,
	"client_hash" text,
	"hash_match" text,
	"input_key" text NOT NULL,
	"input_mime" text NOT NULL,
	"input_bytes" bigint NOT NULL,
	"input_sha256" text NOT NULL,
	"input_width" integer NOT NULL,
	"input_height" integer NOT NULL,
	"input_deleted_at" timestamp (3) with time zone,
	"result_key" text,
	"result_mime" text,
	"result_bytes" bigint,
	"result_sha256" text,
	"result_width" integer,
	"result_height" integer,
	"result_deleted_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"deadline_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"epoch" integer DEFAULT 0 NOT NULL,
	"timings" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"id" integer PRIMARY KEY NOT NULL,
	"sync_seconds" integer,
	"retention_hours" integer,
	"ingest_password_hash" text,
	"ingest_password_source" text,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slot_revisions" (
	"slot_id" text NOT NULL,
	"revision" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "slot_revisions_slot_id_revision_pk" PRIMARY KEY("slot_id","revision")
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"id" text PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL,
	"password_hash" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"sha256" text NOT NULL,
	"label" text NOT NULL,
	"mime" text NOT NULL,
	"bytes" bigint NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "templates_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slot_revisions" ADD CONSTRAINT "slot_revisions_slot_id_slots_id_fk" FOREIGN KEY ("slot_id") REFERENCES "public"."slots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cleaner_runs_started_at" ON "cleaner_runs" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "failed_attempts_window_ends_at" ON "failed_attempts" USING btree ("window_ends_at");--> statement-breakpoint
CREATE INDEX "jobs_in_flight" ON "jobs" USING btree ("slot_id") WHERE status in ('pending', 'processing');--> statement-breakpoint
CREATE INDEX "jobs_window" ON "jobs" USING btree ("deadline_at") WHERE status in ('pending', 'processing');--> statement-breakpoint
CREATE INDEX "jobs_expiring" ON "jobs" USING btree ("expires_at") WHERE result_key is not null and result_deleted_at is null;--> statement-breakpoint
CREATE INDEX "jobs_inputs" ON "jobs" USING btree ("finished_at") WHERE finished_at is not null and input_deleted_at is null;--> statement-breakpoint
CREATE INDEX "jobs_finished" ON "jobs" USING btree ("finished_at");--> statement-breakpoint
CREATE INDEX "jobs_of_slot" ON "jobs" USING btree ("slot_id","received_at");--> statement-breakpoint
CREATE INDEX "sessions_expires_at" ON "sessions" USING btree ("expires_at");