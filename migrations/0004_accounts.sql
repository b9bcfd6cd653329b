ALTER TABLE "settings" ADD COLUMN "public_base_url" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;