/** What a sender says of itself, as far as it can stand in a log. */
export function plain(text: string | undefined): string {
  const [shown] = string.gsub(string.sub(text ?? "", 1, 64), "[^ -~]", "?");
  return shown;
}
