-- Whether a file that somebody holds is one we have sealed (核验): found by what it holds.
create index seal_uses_file on seal_uses (pdf_sha256);
