import { findData, withStoppedServer } from '../data-directory.ts';
import { exitCodes, type ExitCode } from '../exit.ts';
import { printable, type Terminal } from '../terminal.ts';

/** Makes hash tiles of a stopped server anew from the stored events, on purpose: nothing does it by itself. */
export async function tilesRebuildCommand(terminal: Terminal, options: { data?: string }): Promise<ExitCode> {
  const data = findData(terminal, options.data);
  const { rebuildTiles } = await import('../../server/verifier/rebuild-tiles.ts');
  return withStoppedServer(data, async () => {
    const { rebuilt, refused } = await rebuildTiles(data);
    for (const { organisation, why } of refused) terminal.err(printable(`annals: ${organisation}: not rebuilt: ${why}`));
    for (const organisation of rebuilt) terminal.out(`${organisation}: tiles made anew.`);
    if (rebuilt.length + refused.length === 0) terminal.out('Every tile is what it must be.');
    return refused.length > 0 ? exitCodes.failed : exitCodes.ok;
  });
}
