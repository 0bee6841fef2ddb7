-- Not counted but fixed, so that they hold from the first study to the last: of a million resources an identifier names
-- one, a parent has two children, a type has a quarter of all; a resource has six values and as many attributes. Then
-- SQLite goes from what was found to its relatives and what is known of them, and never the other way round, through
-- the whole archive (docs/adr/0021-statistics-for-the-index.md, 0023).
BEGIN;
-- Makes the table of statistics, where there is none: of a table that is always small.
ANALYZE GlobalProperties;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('Resources', 'PublicIndex', '1000000 1'),
    ('Resources', 'ChildrenIndex', '1000000 2'),
    ('Resources', 'ResourceTypeIndex', '1000000 250000'),
    ('Metadata', 'sqlite_autoindex_Metadata_1', '6000000 6 1'),
    ('MainDicomTags', 'MainDicomTagsIndex1', '6000000 6'),
    ('MainDicomTags', 'sqlite_autoindex_MainDicomTags_1', '6000000 6 3 1'),
    ('AttachedFiles', 'sqlite_autoindex_AttachedFiles_1', '1000000 1 1');
COMMIT;
