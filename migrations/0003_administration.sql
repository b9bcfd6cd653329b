CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"name" text NOT NULL,
	"person_id" uuid NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "galleries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"slot_ids" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_texts" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"grams" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_keys" (
	"provider" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"ending" text NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rehearsals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"plan" jsonb NOT NULL,
	"max_cost_micros" bigint,
	"started_by" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"node" text NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"stop_requested_by" text,
	"ended_because" text,
	"progress" jsonb,
	"report" jsonb,
	"tidied_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "slot_figures" (
	"hours" integer NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"slot_id" text NOT NULL,
	"figures" jsonb NOT NULL,
	"computed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "slot_figures_hours_starts_at_slot_id_pk" PRIMARY KEY("hours","starts_at","slot_id")
);
--> statement-breakpoint
CREATE TABLE "slot_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "slot_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slot_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"record" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_alarms" (
	"name" text PRIMARY KEY NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"happened_at" timestamp (3) with time zone NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"last_milliseconds" integer,
	"http_status" integer,
	"error" text,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"url" text NOT NULL,
	"label" text NOT NULL,
	"events" text[] NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"disabled_because" text,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_secret_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "jobs_of_slot";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "keep_input_hours" integer;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "settings" jsonb;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "test_run_id" uuid;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "retry_of" uuid;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "has_temporary_password" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "disabled_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "client_address" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "queue_paused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "queue_paused_by" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "public_base_url" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_texts" ADD CONSTRAINT "job_texts_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_tokens_person" ON "api_tokens" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "galleries_started_at" ON "galleries" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "job_texts_grams" ON "job_texts" USING gin ("grams") WITH (fastupdate=false);--> statement-breakpoint
CREATE UNIQUE INDEX "rehearsals_one_at_a_time" ON "rehearsals" USING btree ("state") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "rehearsals_started_at" ON "rehearsals" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "slot_figures_computed_at" ON "slot_figures" USING btree ("computed_at");--> statement-breakpoint
CREATE INDEX "slot_requests_of_slot" ON "slot_requests" USING btree ("slot_id","id");--> statement-breakpoint
CREATE INDEX "slot_requests_at" ON "slot_requests" USING btree ("at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("endpoint_id","next_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_listed" ON "webhook_deliveries" USING btree ("endpoint_id","happened_at","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_happened_at" ON "webhook_deliveries" USING btree ("happened_at");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_who" ON "audit" USING btree ("who","id");--> statement-breakpoint
CREATE INDEX "audit_what" ON "audit" USING btree ("what","id");--> statement-breakpoint
CREATE INDEX "jobs_of_test_run" ON "jobs" USING btree ("test_run_id") WHERE test_run_id is not null;--> statement-breakpoint
CREATE INDEX "jobs_unsuccessful" ON "jobs" USING btree ("received_at","id") WHERE status in ('failed', 'timeout', 'cancelled');--> statement-breakpoint
CREATE INDEX "jobs_other_sources" ON "jobs" USING btree ("received_at","id") WHERE source <> 'ingest';--> statement-breakpoint
CREATE INDEX "sessions_person" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "jobs_of_slot" ON "jobs" USING btree ("slot_id","received_at","id","status","source");--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_id_unique" UNIQUE("id");
--> statement-breakpoint
UPDATE "slot_revisions" SET "settings" = '{"openFrom": null, "openUntil": null}' || "settings";
