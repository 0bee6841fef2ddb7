/** The gateway's own volume; see nginx/conf.d/cache-zones.conf and `setup`. */
export const CACHE_FOLDER = "/cache";
/** Where nginx keeps answers about studies, in 256 folders by the MD5 of the key. */
export const ANSWERS = `${CACHE_FOLDER}/answers`;
/** Where nginx keeps answers to searches, in the same way. */
export const SEARCHED = `${CACHE_FOLDER}/searches`;
/** Which of its files belong to which study: `<global epoch>/<StudyInstanceUID>`. */
export const NOTES = `${CACHE_FOLDER}/notes`;

/** The file of a key's MD5 in one of nginx's two folders: levels=2. */
export function fileOf(folder: string, name: string): string {
  return `${folder}/${string.sub(name, -2)}/${name}`;
}
