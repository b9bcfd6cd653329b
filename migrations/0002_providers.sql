CREATE TABLE "model_shutdowns" (
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"shutdown_on" date NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "model_shutdowns_provider_model_pk" PRIMARY KEY("provider","model")
);
--> statement-breakpoint
CREATE TABLE "provider_lanes" (
	"name" text PRIMARY KEY NOT NULL,
	"tokens" double precision,
	"tokens_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"openings" integer DEFAULT 0 NOT NULL,
	"open_until" timestamp (3) with time zone,
	"probe_until" timestamp (3) with time zone,
	"reason" text,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_limits" (
	"provider" text PRIMARY KEY NOT NULL,
	"most_concurrent" integer,
	"most_per_minute" integer,
	"daily_budget_micros" bigint,
	"monthly_budget_micros" bigint,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spending" (
	"scope" text NOT NULL,
	"period" text NOT NULL,
	"micros" bigint DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "spending_scope_period_pk" PRIMARY KEY("scope","period")
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "link_index" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "is_resumed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "key_lane" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "http_status" integer;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "provider_request_id" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "billed" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "cost_micros" bigint;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "reserved_micros" bigint;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "cost_basis" text;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "price_date" date;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "remote" jsonb;--> statement-breakpoint
CREATE INDEX "attempts_running" ON "attempts" USING btree ("key_lane") WHERE outcome = 'started';--> statement-breakpoint
CREATE INDEX "attempts_abandoned" ON "attempts" USING btree ("job_id") WHERE remote is not null and not (remote ? 'given_up') and outcome in ('started', 'lost', 'cancelled');--> statement-breakpoint
UPDATE "slot_revisions" SET "settings" = jsonb_set(
	"settings" || '{"onRefusal": "stop", "onUnknownOutcome": "next", "dailyBudgetUsd": null, "monthlyBudgetUsd": null}',
	'{output,frame}', 'null'
);
