// The forms that are being filled in, one per op, kept while one looks at another op.
import { create } from "zustand";
import { recordDraft, type Problems, type RecordDraft } from "./draft.ts";
import type { Field } from "../../wire/field.ts";

interface Form {
    draft: RecordDraft;
    /** Shown after the first attempt to call, and from then on with each change. */
    problems: Problems;
    tried: boolean;
}

export const useForms = create<Record<string, Form | undefined>>(() => ({}));

export function freshForm(fields: readonly Field[]): Form {
    return { draft: recordDraft(fields), problems: new Map(), tried: false };
}

export function putForm(op: string, form: Form): void {
    useForms.setState({ [op]: form });
}
