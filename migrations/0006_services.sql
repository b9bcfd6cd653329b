ALTER TABLE "pix_analysis_runs" DROP CONSTRAINT "pix_analysis_runs_stage";--> statement-breakpoint
ALTER TABLE "pix_analysis_runs" ADD COLUMN "answer" jsonb;--> statement-breakpoint
ALTER TABLE "pix_analysis_runs" ADD COLUMN "lease_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "pix_analysis_runs" ADD CONSTRAINT "pix_analysis_runs_stage" CHECK ("pix_analysis_runs"."stage" in ('privacy', 'depth', 'vision', 'gpt', 'cleanup', 'segment', 'remove', 'product'));