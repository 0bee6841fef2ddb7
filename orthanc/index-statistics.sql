-- Not counted but fixed, so that they hold from the first study to the last: of a million resources an identifier names
-- one, a parent has ten children, and a type has a quarter of all.
BEGIN;
ANALYZE Resources;
DELETE FROM sqlite_stat1 WHERE tbl = 'Resources';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('Resources', 'PublicIndex', '1000000 1'),
    ('Resources', 'ChildrenIndex', '1000000 10'),
    ('Resources', 'ResourceTypeIndex', '1000000 250000');
COMMIT;
