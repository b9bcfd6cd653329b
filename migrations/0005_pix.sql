CREATE TABLE "pix_analysis_runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"image_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"status" text NOT NULL,
	"attempt" integer DEFAULT 1 NOT NULL,
	"input_sha256" text NOT NULL,
	"output_key" text,
	"request_id" text,
	"answer" jsonb,
	"lease_until" timestamp (3) with time zone,
	"cost_micros" bigint,
	"error_code" text,
	"error_message" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "pix_analysis_runs_stage" CHECK ("pix_analysis_runs"."stage" in ('privacy', 'depth', 'vision', 'gpt', 'cleanup', 'segment', 'remove', 'product')),
	CONSTRAINT "pix_analysis_runs_status" CHECK ("pix_analysis_runs"."status" in ('running', 'succeeded', 'failed', 'skipped')),
	CONSTRAINT "pix_analysis_runs_finished" CHECK (("pix_analysis_runs"."status" <> 'running') = ("pix_analysis_runs"."finished_at" is not null)),
	CONSTRAINT "pix_analysis_runs_failed" CHECK ("pix_analysis_runs"."status" <> 'failed' or "pix_analysis_runs"."error_message" is not null)
);
--> statement-breakpoint
CREATE TABLE "pix_captions" (
	"image_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"short" text NOT NULL,
	"long" text NOT NULL,
	"alt_text" text NOT NULL,
	"source" text NOT NULL,
	"model" text,
	"locked_by_human" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_by" text,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_captions_image_id_locale_pk" PRIMARY KEY("image_id","locale"),
	CONSTRAINT "pix_captions_locale" CHECK ("pix_captions"."locale" in ('de', 'en')),
	CONSTRAINT "pix_captions_source" CHECK ("pix_captions"."source" in ('human', 'gpt', 'cogvlm', 'florence', 'template')),
	CONSTRAINT "pix_captions_locked" CHECK (("pix_captions"."source" = 'human') = "pix_captions"."locked_by_human")
);
--> statement-breakpoint
CREATE TABLE "pix_crm_exports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"job_id" text NOT NULL,
	"target_id" uuid,
	"format" text NOT NULL,
	"content_hash" text,
	"storage_key" text,
	"bytes" bigint,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"remote_ids" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"missing_fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"error" text,
	"requested_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "pix_crm_exports_status" CHECK ("pix_crm_exports"."status" in ('queued', 'running', 'done', 'failed')),
	CONSTRAINT "pix_crm_exports_failed" CHECK ("pix_crm_exports"."status" <> 'failed' or "pix_crm_exports"."error" is not null),
	CONSTRAINT "pix_crm_exports_finished" CHECK (("pix_crm_exports"."status" in ('done', 'failed')) = ("pix_crm_exports"."finished_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "pix_crm_targets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"config" jsonb NOT NULL,
	"secret" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_crm_targets_kind" CHECK ("pix_crm_targets"."kind" in ('fio', 'onoffice', 'propstack', 'openimmo'))
);
--> statement-breakpoint
CREATE TABLE "pix_editor_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"shoot_id" text NOT NULL,
	"direction" text NOT NULL,
	"label" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "pix_editor_tokens_id_unique" UNIQUE("id"),
	CONSTRAINT "pix_editor_tokens_hash" CHECK ("pix_editor_tokens"."token_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "pix_editor_tokens_direction" CHECK ("pix_editor_tokens"."direction" in ('download', 'upload'))
);
--> statement-breakpoint
CREATE TABLE "pix_edits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"image_id" uuid NOT NULL,
	"from_version" text NOT NULL,
	"untouched" text,
	"to_version" text,
	"mask_key" text,
	"mask_sha256" text NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"idempotency_key" text,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"is_done" boolean GENERATED ALWAYS AS (case when status = 'done' then true end) STORED,
	CONSTRAINT "pix_edits_version" UNIQUE("image_id","to_version"),
	CONSTRAINT "pix_edits_untouched" CHECK ("pix_edits"."untouched" in ('identical', 'encoded_anew')),
	CONSTRAINT "pix_edits_status" CHECK ("pix_edits"."status" in ('running', 'done', 'failed', 'superseded')),
	CONSTRAINT "pix_edits_from" CHECK ("pix_edits"."from_version" ~ '^(master|clean_v[1-9][0-9]{0,8})$'),
	CONSTRAINT "pix_edits_to" CHECK ("pix_edits"."to_version" ~ '^clean_v[1-9][0-9]{0,8}$'),
	CONSTRAINT "pix_edits_done" CHECK ("pix_edits"."status" <> 'done' or "pix_edits"."to_version" is not null),
	CONSTRAINT "pix_edits_not_done" CHECK ("pix_edits"."status" in ('done', 'superseded') or "pix_edits"."to_version" is null),
	CONSTRAINT "pix_edits_failed" CHECK ("pix_edits"."status" <> 'failed' or "pix_edits"."error" is not null),
	CONSTRAINT "pix_edits_finished" CHECK (("pix_edits"."status" <> 'running') = ("pix_edits"."finished_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "pix_expose_texts" (
	"job_id" text NOT NULL,
	"locale" text NOT NULL,
	"headline" text DEFAULT '' NOT NULL,
	"short" text DEFAULT '' NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"features" text DEFAULT '' NOT NULL,
	"other" text DEFAULT '' NOT NULL,
	"location" text DEFAULT '' NOT NULL,
	"source" text NOT NULL,
	"model" text,
	"locked_by_human" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_by" text,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_expose_texts_job_id_locale_pk" PRIMARY KEY("job_id","locale"),
	CONSTRAINT "pix_expose_texts_locale" CHECK ("pix_expose_texts"."locale" in ('de', 'en')),
	CONSTRAINT "pix_expose_texts_source" CHECK ("pix_expose_texts"."source" in ('human', 'gpt', 'cogvlm', 'florence', 'template')),
	CONSTRAINT "pix_expose_texts_locked" CHECK (("pix_expose_texts"."source" = 'human') = "pix_expose_texts"."locked_by_human")
);
--> statement-breakpoint
CREATE TABLE "pix_exposes" (
	"storage_key" text PRIMARY KEY NOT NULL,
	"job_id" text NOT NULL,
	"shoot_id" text,
	"content_hash" text NOT NULL,
	"image_count" integer NOT NULL,
	"built_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "pix_exposes_hash" CHECK ("pix_exposes"."content_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "pix_final_inputs" (
	"storage_key" text PRIMARY KEY NOT NULL,
	"job_id" text NOT NULL,
	"etag" text,
	"settled_etag" text,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pix_image_versions" (
	"image_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"storage_key" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"width" integer,
	"height" integer,
	"derived_from" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_image_versions_image_id_kind_pk" PRIMARY KEY("image_id","kind"),
	CONSTRAINT "pix_image_versions_storage_key_unique" UNIQUE("storage_key"),
	CONSTRAINT "pix_image_versions_kind" CHECK ("pix_image_versions"."kind" ~ '^(hr(\.r[1-9][0-9]*)?|master|base(\.r[1-9][0-9]*)?|clean_v[1-9][0-9]{0,8}|thumb|depth|gallery|mask_[a-z0-9_-]+)$'),
	CONSTRAINT "pix_image_versions_sha256" CHECK ("pix_image_versions"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "pix_images" (
	"image_id" uuid PRIMARY KEY NOT NULL,
	"job_id" text NOT NULL,
	"shoot_id" text NOT NULL,
	"stack_id" uuid,
	"shoot_code" text,
	"customer_id" text,
	"photographer_id" text,
	"filename" text NOT NULL,
	"storage_path" text NOT NULL,
	"source" text NOT NULL,
	"origin" jsonb,
	"status" text DEFAULT 'pending_processing' NOT NULL,
	"error_code" text,
	"error_message" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"width" integer,
	"height" integer,
	"captured_at" timestamp (3) with time zone,
	"room_type" text,
	"room_source" text,
	"view_type" text,
	"ready_for_vision" boolean DEFAULT false NOT NULL,
	"vision_done" boolean DEFAULT false NOT NULL,
	"gpt_done" boolean DEFAULT false NOT NULL,
	"has_edits" boolean DEFAULT false NOT NULL,
	"best_version" text DEFAULT 'master' NOT NULL,
	"cleanup_possible" boolean DEFAULT false NOT NULL,
	"cleanup_candidates" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"privacy_status" text DEFAULT 'unchecked' NOT NULL,
	"usable" boolean DEFAULT false NOT NULL,
	"excluded_at" timestamp (3) with time zone,
	"excluded_by" text,
	"sort_index" integer,
	"meta_fields" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"registered_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"processed_at" timestamp (3) with time zone,
	"promised_version" text GENERATED ALWAYS AS (case when ready_for_vision or best_version <> 'master' then best_version end) STORED,
	CONSTRAINT "pix_images_storage_path_unique" UNIQUE("storage_path"),
	CONSTRAINT "pix_images_filename" UNIQUE("job_id","filename"),
	CONSTRAINT "pix_images_with_edits" UNIQUE("image_id","has_edits"),
	CONSTRAINT "pix_images_source" CHECK ("pix_images"."source" in ('editor', 'manual')),
	CONSTRAINT "pix_images_status" CHECK ("pix_images"."status" in ('pending_processing', 'processing', 'processed', 'error')),
	CONSTRAINT "pix_images_room_source" CHECK ("pix_images"."room_source" in ('filename', 'vision', 'manual')),
	CONSTRAINT "pix_images_privacy" CHECK ("pix_images"."privacy_status" in ('unchecked', 'clear', 'flagged', 'cleared_by_admin')),
	CONSTRAINT "pix_images_error" CHECK ("pix_images"."status" <> 'error' or "pix_images"."error_message" is not null),
	CONSTRAINT "pix_images_no_error" CHECK ("pix_images"."status" <> 'processed' or "pix_images"."error_message" is null),
	CONSTRAINT "pix_images_processed" CHECK ("pix_images"."status" <> 'processed' or "pix_images"."processed_at" is not null),
	CONSTRAINT "pix_images_vision_after_ready" CHECK ("pix_images"."ready_for_vision" or not "pix_images"."vision_done"),
	CONSTRAINT "pix_images_gpt_after_vision" CHECK ("pix_images"."vision_done" or not "pix_images"."gpt_done"),
	CONSTRAINT "pix_images_best_version" CHECK ("pix_images"."best_version" ~ '^(master|clean_v[1-9][0-9]{0,8})$'),
	CONSTRAINT "pix_images_best_edit" CHECK ("pix_images"."has_edits" or "pix_images"."best_version" = 'master'),
	CONSTRAINT "pix_images_cleanup" CHECK (jsonb_typeof("pix_images"."cleanup_candidates") = 'array' and (not "pix_images"."cleanup_possible" or "pix_images"."cleanup_candidates" <> '[]')),
	CONSTRAINT "pix_images_usable" CHECK (not "pix_images"."usable" or "pix_images"."excluded_at" is null),
	CONSTRAINT "pix_images_sha256" CHECK ("pix_images"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "pix_images_measures" CHECK ("pix_images"."revision" >= 1 and "pix_images"."bytes" >= 0 and "pix_images"."width" > 0 and "pix_images"."height" > 0)
);
--> statement-breakpoint
CREATE TABLE "pix_jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"job_number" text NOT NULL,
	"customer_id" text,
	"customer_name" text,
	"customer_email" text,
	"photographer_id" text,
	"order_id" text,
	"locale" text NOT NULL,
	"property_label" text,
	"address" jsonb,
	"property" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"external_ids" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"gallery_status" text DEFAULT 'none' NOT NULL,
	"gallery_visibility" text DEFAULT 'internal' NOT NULL,
	"gallery_revision" integer DEFAULT 0 NOT NULL,
	"gallery_content_hash" text,
	"draft_ready_at" timestamp (3) with time zone,
	"released_at" timestamp (3) with time zone,
	"released_by" text,
	"released_revision" integer,
	"gallery_token_hash" text,
	"gallery_token_sealed" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_jobs_job_number_unique" UNIQUE("job_number"),
	CONSTRAINT "pix_jobs_gallery_token_hash_unique" UNIQUE("gallery_token_hash"),
	CONSTRAINT "pix_jobs_id" CHECK ("pix_jobs"."id" ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
	CONSTRAINT "pix_jobs_status" CHECK ("pix_jobs"."status" in ('open', 'closed')),
	CONSTRAINT "pix_jobs_closed" CHECK (("pix_jobs"."status" = 'closed') = ("pix_jobs"."closed_at" is not null)),
	CONSTRAINT "pix_jobs_gallery_status" CHECK ("pix_jobs"."gallery_status" in ('none', 'draft_ready')),
	CONSTRAINT "pix_jobs_gallery_visibility" CHECK ("pix_jobs"."gallery_visibility" in ('internal', 'customer')),
	CONSTRAINT "pix_jobs_released" CHECK (("pix_jobs"."gallery_visibility" = 'customer') = ("pix_jobs"."released_at" is not null)),
	CONSTRAINT "pix_jobs_released_what" CHECK (("pix_jobs"."gallery_visibility" = 'customer') = ("pix_jobs"."released_revision" is not null)),
	CONSTRAINT "pix_jobs_released_draft" CHECK ("pix_jobs"."gallery_visibility" = 'internal' or "pix_jobs"."gallery_status" = 'draft_ready'),
	CONSTRAINT "pix_jobs_draft" CHECK (("pix_jobs"."gallery_status" = 'draft_ready') = ("pix_jobs"."draft_ready_at" is not null)),
	CONSTRAINT "pix_jobs_draft_hash" CHECK (("pix_jobs"."gallery_status" = 'draft_ready') = ("pix_jobs"."gallery_content_hash" is not null)),
	CONSTRAINT "pix_jobs_token_hash" CHECK ("pix_jobs"."gallery_token_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "pix_jobs_token" CHECK (("pix_jobs"."gallery_token_hash" is not null) = ("pix_jobs"."gallery_token_sealed" is not null)),
	CONSTRAINT "pix_jobs_revision" CHECK ("pix_jobs"."gallery_revision" >= 0)
);
--> statement-breakpoint
CREATE TABLE "pix_notifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"job_id" text NOT NULL,
	"revision" integer NOT NULL,
	"recipient" text NOT NULL,
	"locale" text NOT NULL,
	"payload" jsonb NOT NULL,
	"dedupe_key" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"maybe_sent" boolean DEFAULT false NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"provider_id" text,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "pix_notifications_dedupe_key_unique" UNIQUE("dedupe_key"),
	CONSTRAINT "pix_notifications_status" CHECK ("pix_notifications"."status" in ('queued', 'sent', 'failed', 'superseded')),
	CONSTRAINT "pix_notifications_sent" CHECK (("pix_notifications"."status" = 'sent') = ("pix_notifications"."sent_at" is not null))
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
CREATE TABLE "pix_shoots" (
	"id" text PRIMARY KEY NOT NULL,
	"job_id" text NOT NULL,
	"shoot_code" text,
	"photographer_id" text,
	"status" text DEFAULT 'initialized' NOT NULL,
	"source" text NOT NULL,
	"quiet_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pix_shoots_shoot_code_unique" UNIQUE("shoot_code"),
	CONSTRAINT "pix_shoots_of_job" UNIQUE("id","job_id"),
	CONSTRAINT "pix_shoots_id" CHECK ("pix_shoots"."id" ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
	CONSTRAINT "pix_shoots_code" CHECK ("pix_shoots"."shoot_code" ~ '^[A-Z0-9]{5}$'),
	CONSTRAINT "pix_shoots_status" CHECK ("pix_shoots"."status" in ('initialized', 'uploading', 'intake_complete', 'handoff_generated', 'editor_returned', 'processing')),
	CONSTRAINT "pix_shoots_source" CHECK ("pix_shoots"."source" in ('dslr', 'mobile', 'upload'))
);
--> statement-breakpoint
CREATE TABLE "pix_uploads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shoot_id" text NOT NULL,
	"filename" text NOT NULL,
	"storage_key" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"mime" text NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"finalized_at" timestamp (3) with time zone,
	"image_id" uuid,
	CONSTRAINT "pix_uploads_storage_key_unique" UNIQUE("storage_key"),
	CONSTRAINT "pix_uploads_sha256" CHECK ("pix_uploads"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
ALTER TABLE "pix_analysis_runs" ADD CONSTRAINT "pix_analysis_runs_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_captions" ADD CONSTRAINT "pix_captions_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_crm_exports" ADD CONSTRAINT "pix_crm_exports_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_crm_exports" ADD CONSTRAINT "pix_crm_exports_target_id_pix_crm_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."pix_crm_targets"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_editor_tokens" ADD CONSTRAINT "pix_editor_tokens_shoot_id_pix_shoots_id_fk" FOREIGN KEY ("shoot_id") REFERENCES "public"."pix_shoots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_edits" ADD CONSTRAINT "pix_edits_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_edits" ADD CONSTRAINT "pix_edits_image_has_edits" FOREIGN KEY ("image_id","is_done") REFERENCES "public"."pix_images"("image_id","has_edits") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_edits" ADD CONSTRAINT "pix_edits_version_exists" FOREIGN KEY ("image_id","to_version") REFERENCES "public"."pix_image_versions"("image_id","kind") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_expose_texts" ADD CONSTRAINT "pix_expose_texts_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_exposes" ADD CONSTRAINT "pix_exposes_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_exposes" ADD CONSTRAINT "pix_exposes_shoot_id_pix_shoots_id_fk" FOREIGN KEY ("shoot_id") REFERENCES "public"."pix_shoots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_final_inputs" ADD CONSTRAINT "pix_final_inputs_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_image_versions" ADD CONSTRAINT "pix_image_versions_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_images" ADD CONSTRAINT "pix_images_shoot_of_job" FOREIGN KEY ("shoot_id","job_id") REFERENCES "public"."pix_shoots"("id","job_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_images" ADD CONSTRAINT "pix_images_best_version_exists" FOREIGN KEY ("image_id","promised_version") REFERENCES "public"."pix_image_versions"("image_id","kind") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_notifications" ADD CONSTRAINT "pix_notifications_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_publications" ADD CONSTRAINT "pix_publications_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_publications" ADD CONSTRAINT "pix_publications_shoot_id_pix_shoots_id_fk" FOREIGN KEY ("shoot_id") REFERENCES "public"."pix_shoots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_publications" ADD CONSTRAINT "pix_publications_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_shoots" ADD CONSTRAINT "pix_shoots_job_id_pix_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."pix_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_uploads" ADD CONSTRAINT "pix_uploads_shoot_id_pix_shoots_id_fk" FOREIGN KEY ("shoot_id") REFERENCES "public"."pix_shoots"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pix_uploads" ADD CONSTRAINT "pix_uploads_image_id_pix_images_image_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."pix_images"("image_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "pix_analysis_runs_once" ON "pix_analysis_runs" USING btree ("image_id","stage","input_sha256","model") WHERE status = 'succeeded';--> statement-breakpoint
CREATE INDEX "pix_analysis_runs_of_image" ON "pix_analysis_runs" USING btree ("image_id","started_at");--> statement-breakpoint
CREATE INDEX "pix_analysis_runs_running" ON "pix_analysis_runs" USING btree ("started_at") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "pix_analysis_runs_paid" ON "pix_analysis_runs" USING btree ("started_at") WHERE cost_micros is not null;--> statement-breakpoint
CREATE INDEX "pix_crm_exports_of_job" ON "pix_crm_exports" USING btree ("job_id","created_at");--> statement-breakpoint
CREATE INDEX "pix_crm_exports_open" ON "pix_crm_exports" USING btree ("created_at") WHERE status in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "pix_editor_tokens_shoot" ON "pix_editor_tokens" USING btree ("shoot_id");--> statement-breakpoint
CREATE INDEX "pix_editor_tokens_expires_at" ON "pix_editor_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "pix_edits_once" ON "pix_edits" USING btree ("image_id","idempotency_key") WHERE status in ('running', 'done');--> statement-breakpoint
CREATE INDEX "pix_edits_running" ON "pix_edits" USING btree ("created_at") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "pix_exposes_of_job" ON "pix_exposes" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "pix_final_inputs_of_job" ON "pix_final_inputs" USING btree ("job_id","storage_key");--> statement-breakpoint
CREATE INDEX "pix_images_of_job" ON "pix_images" USING btree ("job_id","status");--> statement-breakpoint
CREATE INDEX "pix_images_of_shoot" ON "pix_images" USING btree ("shoot_id");--> statement-breakpoint
CREATE INDEX "pix_images_by_status" ON "pix_images" USING btree ("status","privacy_status");--> statement-breakpoint
CREATE INDEX "pix_images_pending" ON "pix_images" USING btree ("registered_at") WHERE status in ('pending_processing', 'processing');--> statement-breakpoint
CREATE INDEX "pix_images_for_vision" ON "pix_images" USING btree ("registered_at") WHERE ready_for_vision and not vision_done;--> statement-breakpoint
CREATE INDEX "pix_images_for_gpt" ON "pix_images" USING btree ("registered_at") WHERE vision_done and not gpt_done;--> statement-breakpoint
CREATE INDEX "pix_jobs_listed" ON "pix_jobs" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "pix_jobs_open" ON "pix_jobs" USING btree ("id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "pix_jobs_drafts" ON "pix_jobs" USING btree ("draft_ready_at") WHERE status = 'open' and gallery_status = 'draft_ready' and gallery_visibility = 'internal';--> statement-breakpoint
CREATE INDEX "pix_notifications_due" ON "pix_notifications" USING btree ("next_at") WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX "pix_notifications_failed" ON "pix_notifications" USING btree ("created_at") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "pix_notifications_of_job" ON "pix_notifications" USING btree ("job_id","created_at");--> statement-breakpoint
CREATE INDEX "pix_notifications_created_at" ON "pix_notifications" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "pix_publications_due" ON "pix_publications" USING btree ("next_at") WHERE done_at is null and failed_at is null;--> statement-breakpoint
CREATE INDEX "pix_shoots_job" ON "pix_shoots" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "pix_uploads_expires_at" ON "pix_uploads" USING btree ("expires_at");