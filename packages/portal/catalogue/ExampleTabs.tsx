import type { RecordedEvent } from '@annals/events';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { catalogueCopy as words } from '../copy-catalogue.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { exampleFormats, exampleText } from './example-event.ts';

/** One event as each format writes it, by the code that writes exports. */
export function ExampleTabs({ event }: { event: RecordedEvent }) {
  return (
    <Tabs className="tabs">
      <TabList className="tab-list" aria-label={words.labels.example}>
        {exampleFormats.map((format) => (
          <Tab key={format} id={format} className="tab">
            {words.formats[format]}
          </Tab>
        ))}
      </TabList>
      {exampleFormats.map((format) => (
        <TabPanel key={format} id={format} className="tab-panel">
          <div className="code-box">
            <pre tabIndex={0} aria-label={words.exampleIn(words.formats[format])}>
              {exampleText(event, format)}
            </pre>
            <CopyButton text={exampleText(event, format)} what={words.exampleIn(words.formats[format])} />
          </div>
        </TabPanel>
      ))}
    </Tabs>
  );
}
