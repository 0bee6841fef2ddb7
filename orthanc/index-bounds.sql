-- Request Attributes Sequence, metadata 16 (MainDicomSequences), is the one value of the index that Orthanc does not bound,
-- and each list of series and instances reads it. One that is long, or has private elements, of each of which Orthanc would
-- write a line to its log, is left out; an object's own metadata have it (docs/adr/0037-searches-read-no-file.md).
BEGIN;
-- What an archive of an earlier version has: a look at all of its values, once.
DELETE FROM Metadata WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'BoundedSequences')
    AND type = 16 AND (length(value) > 8192 OR value GLOB '*"[0-9a-f][0-9a-f][0-9a-f][13579bdf],*');
CREATE TRIGGER IF NOT EXISTS BoundedSequences BEFORE INSERT ON Metadata WHEN new.type = 16
    AND (length(new.value) > 8192 OR new.value GLOB '*"[0-9a-f][0-9a-f][0-9a-f][13579bdf],*')
BEGIN
    SELECT RAISE(IGNORE);
END;
COMMIT;
