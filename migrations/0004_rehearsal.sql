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
CREATE UNIQUE INDEX "rehearsals_one_at_a_time" ON "rehearsals" USING btree ("state") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "rehearsals_started_at" ON "rehearsals" USING btree ("started_at");