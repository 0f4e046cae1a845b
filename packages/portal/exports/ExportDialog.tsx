import {
  exportCompressions,
  exportFormatNames,
  exportFormats,
  type ExportCompression,
  type ExportFormatName,
  profilesOf,
} from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { annals } from '../api/client.ts';
import type { Question } from '../api/events.ts';
import { copyExports } from '../copy-exports.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Choice } from './Choice.tsx';
import { ColumnChoice } from './ColumnChoice.tsx';
import { questionText } from './question-text.ts';

/** Asks for a file of the events of a question, or of everything. */
export function ExportDialog({ question, onMade, onClose }: { question: Question; onMade: () => void; onClose: () => void }) {
  const words = copyExports.dialog;
  const queryClient = useQueryClient();
  const [isEverything, setEverything] = useState(false);
  const [format, setFormat] = useState<ExportFormatName>('csv');
  const [profile, setProfile] = useState<string | null>('safe');
  const [columns, setColumns] = useState<readonly string[] | null>(null);
  const [compression, setCompression] = useState<ExportCompression>('none');
  const [isCompat, setCompat] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      annals.exports.create({
        organisation: question.organisation,
        format,
        profile,
        columns: exportFormats[format].columns && columns !== null ? [...columns] : null,
        compression: exportFormats[format].compressed ? 'none' : compression,
        compat: isCompat,
        order: isEverything ? 'sequence' : '-occurred_at',
        ...(isEverything ? {} : { q: question.q, from: question.from, to: question.to }),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['exports'] });
      onMade();
      onClose();
    },
  });
  const profiles = profilesOf(format);
  const choose = (chosen: ExportFormatName): void => {
    setFormat(chosen);
    setProfile(profilesOf(chosen)[0] ?? null);
  };
  return (
    <FormDialog title={words.title} onClose={onClose}>
      <Form
        className="form export-form"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <p className="hint">{words.lead}</p>
        <fieldset className="field">
          <legend>{words.what}</legend>
          <label className="check">
            <input type="radio" name="what" checked={!isEverything} onChange={() => setEverything(false)} />
            <span>
              {words.filtered} <span className="hint question-text">{questionText(question)}</span>
            </span>
          </label>
          <label className="check">
            <input type="radio" name="what" checked={isEverything} onChange={() => setEverything(true)} />
            <span>
              {words.everything} <span className="hint">{words.everythingSays}</span>
            </span>
          </label>
        </fieldset>
        <Choice
          label={words.format}
          value={format}
          options={exportFormatNames.map((id) => ({ id, name: exportFormats[id].title }))}
          hint={exportFormats[format].says}
          onChange={choose}
        />
        {profile === null ? null : (
          <Choice
            label={words.profile}
            value={profile}
            options={profiles.map((id) => ({ id, name: words.profileOf(id) }))}
            hint={words.profileSays(profile)}
            onChange={setProfile}
          />
        )}
        {exportFormats[format].columns ? <ColumnChoice value={columns} onChange={setColumns} /> : null}
        {exportFormats[format].compressed ? null : (
          <Choice
            label={words.compression}
            value={compression}
            options={exportCompressions.map((id) => ({ id, name: words.compressions[id] }))}
            onChange={setCompression}
          />
        )}
        <label className="check">
          <input type="checkbox" checked={isCompat} onChange={(event) => setCompat(event.target.checked)} /> {words.compat}
        </label>
        {isCompat ? (
          <p className="notice" role="status">
            {words.compatSays}
          </p>
        ) : null}
        {make.error === null ? null : <ErrorPanel error={make.error} />}
        <div className="dialog-actions">
          <Button onPress={onClose}>{copy.actions.cancel}</Button>
          <Button kind="primary" type="submit" isPending={make.isPending} isDisabled={columns?.length === 0}>
            {words.action}
          </Button>
        </div>
      </Form>
    </FormDialog>
  );
}
