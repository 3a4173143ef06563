/** Other spellings as one line of text and back: separated by commas (any script's), each once, none empty. */
export function spellings(line: string): string[] {
  return [
    ...new Set(
      line
        .split(/[,;，、،\n]/)
        .map((one) => one.trim())
        .filter(Boolean),
    ),
  ];
}

export const asLine = (also: string[]) => also.join(', ');
