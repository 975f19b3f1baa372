insert into consultation_signatures (consultation_id, version, signed_by, signed_at)
select consultation_id, version, author_id, saved_at from consultation_versions;
