-- What the index has of an object Orthanc makes DICOM of again for each list: one value that does not fit its tag makes the
-- list of all others fail too, and of sequences it bounds nothing. Such values are left out; an object's own metadata have
-- them (docs/adr/0037-searches-read-no-file.md).
BEGIN;
-- What an archive of an earlier version has passes the triggers once, when it gets them.
-- Joined in this order, so that at every other start nothing is gone through.
CREATE TEMP TABLE OlderSequences AS SELECT older.*
    FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'KnownSequences'))
    CROSS JOIN Metadata AS older WHERE older.type = 16;
CREATE TEMP TABLE OlderTags AS SELECT older.*
    FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'KnownNumbers'))
    CROSS JOIN MainDicomTags AS older WHERE older.tagGroup IN (40, 64, 84)
    -- Nearly all are right for sure.
    AND NOT (length(older.value) IN (1, 2, 3, 4) AND older.value NOT GLOB '*[^0-9]*');
CREATE TEMP TABLE OlderModalities AS SELECT older.*
    FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'KnownModalities'))
    CROSS JOIN MainDicomTags AS older WHERE older.tagGroup = 8 AND older.tagElement = 96
    AND older.value NOT GLOB '[A-Z][A-Z]';
CREATE TEMP TABLE InexactIdentifiers AS SELECT tags.id, tags.tagGroup, tags.tagElement
    FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'ExactIdentifiers'))
    CROSS JOIN MainDicomTags AS tags
    WHERE (tags.tagGroup, tags.tagElement) IN (VALUES (8, 24), (8, 32), (32, 13), (32, 14))
    AND tags.value GLOB '*[^0-9.]*';
DELETE FROM DicomIdentifiers WHERE (id, tagGroup, tagElement) IN (SELECT * FROM InexactIdentifiers);
DELETE FROM Metadata WHERE type = 16 AND id IN (SELECT id FROM OlderSequences);
DELETE FROM MainDicomTags WHERE (id, tagGroup, tagElement) IN (SELECT id, tagGroup, tagElement FROM OlderTags);
DELETE FROM MainDicomTags WHERE tagGroup = 8 AND tagElement = 96 AND id IN (SELECT id FROM OlderModalities);
DROP TRIGGER IF EXISTS BoundedSequences;

-- Sequences, metadata 16 (MainDicomSequences): only Request Attributes Sequence, in at most 8,192 characters, with texts and
-- sequences of PS3.3, table 10-9, and of worklists, each of them what its tag asks for.
CREATE TRIGGER IF NOT EXISTS KnownSequences BEFORE INSERT ON Metadata
    WHEN new.type = 16 AND CASE WHEN length(new.value) > 8192 OR NOT json_valid(new.value) THEN 1 ELSE EXISTS (
        SELECT 1 FROM json_tree(new.value) AS part WHERE part.type = 'object' AND part.path GLOB '$.Sequences*' AND CASE
            -- An item.
            WHEN typeof(part.key) = 'integer' THEN part.value = '{}' OR part.path GLOB '*Value*Value*Value*Value*Value*'
            WHEN part.path = '$.Sequences' THEN part.key <> '0040,0275'
            ELSE part.key || ifnull(part.value ->> 'Type', '') NOT IN (
                '0008,0050String', '0008,0051Sequence', '0008,0060String', '0008,0090String', '0008,0100String',
                '0008,0102String', '0008,0103String', '0008,0104String', '0008,0105String', '0008,0106String',
                '0008,0107String', '0008,010bString', '0008,010dString', '0008,010fString', '0008,0117String',
                '0008,0118String', '0008,0119String', '0008,0120String', '0008,0122String', '0008,1110Sequence',
                '0008,1150String', '0008,1155String', '0020,000dString', '0032,1032String', '0032,1033String',
                '0032,1060String', '0032,1064Sequence', '0040,0001String', '0040,0002String', '0040,0003String',
                '0040,0006String', '0040,0007String', '0040,0008Sequence', '0040,0009String', '0040,0010String',
                '0040,0011String', '0040,0031String', '0040,0032String', '0040,0033String', '0040,0400String',
                '0040,0440Sequence', '0040,0441Sequence', '0040,08eaSequence', '0040,1001String', '0040,1002String',
                '0040,1003String', '0040,100aSequence', '0040,1400String', '0040,2016String', '0040,2017String',
                '0040,a040String', '0040,a043Sequence', '0040,a120String', '0040,a121String', '0040,a122String',
                '0040,a123String', '0040,a124String', '0040,a160String', '0040,a168Sequence', '0040,a30aString')
            END) END
BEGIN
    SELECT RAISE(IGNORE);
END;

-- Numbers, of 16 bits each: Samples per Pixel, Rows, Columns, Bits Allocated, Number of Slices, Number of Time Slices and
-- Image Index. And of Request Attributes Sequence what is no sequence.
CREATE TRIGGER IF NOT EXISTS KnownNumbers BEFORE INSERT ON MainDicomTags
    WHEN new.tagGroup IN (40, 64, 84) AND CASE WHEN new.tagGroup = 64 THEN new.tagElement = 629
        WHEN (new.tagGroup, new.tagElement) IN
            (VALUES (40, 2), (40, 16), (40, 17), (40, 256), (84, 129), (84, 257), (84, 4912))
        THEN new.value = '' OR length(new.value) > 5 OR new.value GLOB '*[^0-9]*' OR CAST(new.value AS INTEGER) > 65535 END
BEGIN
    SELECT RAISE(IGNORE);
END;

-- Modality, of which Orthanc puts Modalities in Study together: two letters, as most defined terms are (PS3.3, section
-- C.7.3.1.1.1), or one of the longer terms; in studies of fewer than 100 series any text that a code string has room for.
CREATE TRIGGER IF NOT EXISTS KnownModalities BEFORE INSERT ON MainDicomTags
    WHEN new.tagGroup = 8 AND new.tagElement = 96 AND new.value NOT GLOB '[A-Z][A-Z]' AND new.value NOT IN (
        'ANN', 'ASMT', 'BDUS', 'BMD', 'CFM', 'CTPROTOCOL', 'DMS', 'DOC', 'ECG', 'EEG', 'EMG', 'EOG', 'EPS', 'FID', 'IOL',
        'IVOCT', 'IVUS', 'KER', 'LEN', 'M3D', 'OAM', 'OCT', 'OPM', 'OPR', 'OPT', 'OPTBSV', 'OPTENF', 'OPV', 'OSS',
        'PLAN', 'POS', 'REG', 'RESP', 'RTDOSE', 'RTIMAGE', 'RTINTENT', 'RTPLAN', 'RTRAD', 'RTRECORD', 'RTSEGANN',
        'RTSTRUCT', 'RWV', 'SEG', 'SMR', 'SRF', 'STAIN', 'TEXTUREMAP', 'VIDD', 'XAPROTOCOL'
    ) AND (length(new.value) > 16 OR 100 <= (SELECT count(*) FROM (SELECT 1 FROM Resources WHERE parentId =
        (SELECT parentId FROM Resources WHERE internalId = new.id) LIMIT 100)))
BEGIN
    SELECT RAISE(IGNORE);
END;

-- Identifiers, by which Orthanc looks things up, are without letters beyond ASCII, and without some others: an object with
-- the UID '1.2é' or '1.2_' would be looked up as '1.2' and counted, and only then dropped, and one of the day ' 99991231'
-- found among the newest. By such a UID or Study Date nothing is found. Orthanc writes it here after the identifier.
CREATE TRIGGER IF NOT EXISTS ExactIdentifiers AFTER INSERT ON MainDicomTags
    WHEN (new.tagGroup, new.tagElement) IN (VALUES (8, 24), (8, 32), (32, 13), (32, 14))
        AND new.value GLOB '*[^0-9.]*'
BEGIN
    DELETE FROM DicomIdentifiers
        WHERE id = new.id AND tagGroup = new.tagGroup AND tagElement = new.tagElement;
END;

INSERT INTO Metadata SELECT * FROM OlderSequences;
INSERT INTO MainDicomTags SELECT * FROM OlderTags;
INSERT INTO MainDicomTags SELECT * FROM OlderModalities;
COMMIT;
