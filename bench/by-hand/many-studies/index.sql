-- An index of studies over ten years, two series of one instance each, three studies to a patient: $STUDIES of them.
-- Beside what Orthanc writes of each resource there is nothing: no file, and no change that anybody could follow.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1000000;
BEGIN;
CREATE TEMP TABLE Study AS
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < $STUDIES)
SELECT n, n / 3 AS patient, 10000000 + n AS id,
    -- 7,919 and 3,650 have no common divisor: every day of the ten years has as many.
    strftime('%Y%m%d', 'now', '-' || (n * 7919 % 3650) || ' days') AS day,
    printf('%02d%02d%02d', n % 24, n % 60, n * 7 % 60) AS time,
    CASE n % 4 WHEN 0 THEN 'CT' WHEN 1 THEN 'MR' WHEN 2 THEN 'US' ELSE 'DX' END AS modality
FROM numbers;
CREATE TEMP TABLE Patient AS
-- 1,201 family names, some 94 people each.
SELECT DISTINCT patient, 20000000 + patient AS id, printf('ID%07d', patient) AS patientId,
    printf('Family%04d^Given%03d', patient % 1201, patient % 977) AS name,
    strftime('%Y%m%d', '1940-01-01', '+' || (patient % 25000) || ' days') AS birth FROM Study;
CREATE TEMP TABLE Series AS
SELECT n * 2 + part AS n, 40000000 + n * 2 + part AS id, Study.id AS study, part + 1 AS number, modality, day, time
FROM Study, (SELECT 0 AS part UNION ALL SELECT 1);
-- As Orthanc names resources; what is hashed there is only counted here.
INSERT INTO Resources SELECT id, 1, printf('%08x-00000000-00000000-00000000-00000001', id), NULL FROM Patient;
INSERT INTO Resources SELECT id, 2, printf('%08x-00000000-00000000-00000000-00000002', id), 20000000 + patient FROM Study;
INSERT INTO Resources SELECT id, 3, printf('%08x-00000000-00000000-00000000-00000003', id), study FROM Series;
INSERT INTO Resources SELECT id + 40000000, 4, printf('%08x-00000000-00000000-00000000-00000004', id), id FROM Series;

CREATE TEMP TABLE Tag AS
SELECT id, 16 AS tagGroup, 16 AS tagElement, name AS value FROM Patient UNION ALL
SELECT id, 16, 32, patientId FROM Patient UNION ALL
SELECT id, 16, 48, birth FROM Patient UNION ALL
SELECT id, 16, 64, CASE patient % 2 WHEN 0 THEN 'F' ELSE 'M' END FROM Patient;
INSERT INTO MainDicomTags SELECT * FROM Tag;
INSERT INTO MainDicomTags SELECT Study.id, tagGroup, tagElement, value FROM Study JOIN Tag ON Tag.id = 20000000 + patient;
INSERT INTO DicomIdentifiers SELECT id, tagGroup, tagElement, upper(value) FROM MainDicomTags WHERE tagElement <> 64;
DELETE FROM Tag;
INSERT INTO Tag
SELECT id, 8, 32, day FROM Study UNION ALL
SELECT id, 8, 48, time FROM Study UNION ALL
SELECT id, 8, 80, printf('A%08d', n) FROM Study UNION ALL
SELECT id, 8, 144, printf('Referrer%02d^R', n % 50) FROM Study UNION ALL
SELECT id, 8, 4144, printf('Examination %03d', n % 500) FROM Study UNION ALL
SELECT id, 32, 13, printf('2.25.1%09d', n) FROM Study UNION ALL
SELECT id, 32, 16, printf('%d', n) FROM Study;
INSERT INTO MainDicomTags SELECT * FROM Tag;
INSERT INTO DicomIdentifiers SELECT id, tagGroup, tagElement, upper(value) FROM Tag
    WHERE (tagGroup, tagElement) IN (VALUES (8, 32), (8, 80), (8, 4144), (32, 13));
DELETE FROM Tag;
INSERT INTO Tag
SELECT id, 8, 33, day FROM Series UNION ALL
SELECT id, 8, 49, time FROM Series UNION ALL
SELECT id, 8, 96, modality FROM Series UNION ALL
SELECT id, 8, 4158, printf('Series %d', number) FROM Series UNION ALL
SELECT id, 32, 14, printf('2.25.2%09d', n) FROM Series UNION ALL
SELECT id, 32, 17, printf('%d', number) FROM Series UNION ALL
SELECT id + 40000000, 8, 24, printf('2.25.3%09d', n) FROM Series UNION ALL
SELECT id + 40000000, 32, 19, '1' FROM Series;
INSERT INTO MainDicomTags SELECT * FROM Tag;
INSERT INTO DicomIdentifiers SELECT * FROM Tag WHERE (tagGroup, tagElement) IN (VALUES (8, 24), (32, 14));

-- LastUpdate of the upper levels, and of instances what they are.
INSERT INTO Metadata SELECT internalId, 7, '20261101T120000', 0 FROM Resources WHERE resourceType < 4;
INSERT INTO Metadata SELECT id, 10, '1.2.840.10008.5.1.4.1.1.2', 0 FROM (SELECT id + 40000000 AS id FROM Series);
INSERT INTO Metadata SELECT id, 9, '1.2.840.10008.1.2.1', 0 FROM (SELECT id + 40000000 AS id FROM Series);
COMMIT;
