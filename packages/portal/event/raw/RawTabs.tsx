import type { RecordedEvent } from '@annals/events';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { copyEvent } from '../../copy-event.ts';
import portalPackage from '../../package.json' with { type: 'json' };
import { CopyButton } from '../../ui/CopyButton.tsx';
import { visibleLines } from '../diff/value-text.ts';
import { rawTabs, renderEvent } from './renderings.ts';

const words = copyEvent.raw;
/** Server and portal are released as one, with one version. */
const { version } = portalPackage;

/** The event in every form it leaves in, each to be copied byte for byte; shown with what is invisible written out. */
export function RawTabs({ event, leafHash }: { event: RecordedEvent; leafHash: string }) {
  return (
    <Tabs className="raw-tabs">
      <TabList aria-label={words.title} className="tab-list">
        {rawTabs.map((tab) => (
          <Tab key={tab} id={tab} className="tab">
            {words.tabs[tab]}
          </Tab>
        ))}
      </TabList>
      {rawTabs.map((tab) => {
        const { text, server } = renderEvent(tab, event, leafHash, version);
        return (
          <TabPanel key={tab} id={tab} className="tab-panel">
            <div className="raw-head">
              <p className="hint">
                {words.says[tab]} {server === null ? null : words.server(words[server])}
              </p>
              <CopyButton text={text} what={words.text(words.tabs[tab])} />
            </div>
            <pre tabIndex={0} aria-label={words.tabs[tab]}>
              {visibleLines(text.replaceAll('\r\n', '\n'))}
            </pre>
          </TabPanel>
        );
      })}
    </Tabs>
  );
}
