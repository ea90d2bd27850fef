CREATE CONSTRAINT media_content_id IF NOT EXISTS FOR (n:MediaContent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT genre_name IF NOT EXISTS FOR (n:Genre) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT theme_name IF NOT EXISTS FOR (n:Theme) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT mood_name IF NOT EXISTS FOR (n:Mood) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT cultural_context_region IF NOT EXISTS FOR (n:CulturalContext) REQUIRE n.region IS UNIQUE;
CREATE CONSTRAINT user_policy_key IF NOT EXISTS FOR (p:UserPolicy) REQUIRE (p.tenant_id, p.user_id, p.context) IS UNIQUE;
