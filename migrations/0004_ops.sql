ALTER TABLE "settings" ADD COLUMN "queue_paused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "queue_paused_by" text;