-- preferences: {"genres": {"Drama": 0.31}, "themes": {"noir": -0.2}}, each in (-1, 1].
-- constraints: {"excluded_genres": ["Horror"], "min_release_year": 1950, "max_release_year": 2020, "min_popularity": 0.1},
-- every key optional. A rule is one preference or one constraint.
CREATE TABLE IF NOT EXISTS user_policies (
  tenant_id        text             NOT NULL,
  user_id          text             NOT NULL,
  context          text             NOT NULL DEFAULT 'default',
  preferences      jsonb            NOT NULL DEFAULT '{}',
  constraints      jsonb            NOT NULL DEFAULT '{}',
  learning_rate    double precision NOT NULL DEFAULT 0.1,
  exploration_rate double precision NOT NULL DEFAULT 0.1,
  updated_at       timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id, context)
);

CREATE TABLE IF NOT EXISTS learning_events (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id  text             NOT NULL,
  user_id    text             NOT NULL,
  content_id bigint           NOT NULL,
  event_type text             NOT NULL,
  reward     double precision NOT NULL,
  context    jsonb            NOT NULL DEFAULT '{}',
  at         timestamptz      NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS learning_events_by_user ON learning_events (tenant_id, user_id, at);

-- Ingests that are not yet known to be in both Milvus and Neo4j. A row is held by one writer until "due" and may be claimed by
-- another afterwards, after all earlier rows that share a content id. "attempt" counts the holds.
CREATE TABLE IF NOT EXISTS ingest_outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  content_ids bigint[]    NOT NULL,
  request     bytea       NOT NULL,
  attempt     integer     NOT NULL DEFAULT 0,
  due         timestamptz NOT NULL,
  added_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS ingest_outbox_by_content ON ingest_outbox USING gin (content_ids);
