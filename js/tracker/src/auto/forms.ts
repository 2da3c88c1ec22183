/**
 * Forms: `form_submit` where one is sent, `form_abandon` where somebody began to fill one in and left, with the name of the `field` they touched last.
 * Never what was filled in. A form is named by `data-fl-form`, its id or its name.
 */
import type { AutoModule } from '../types';
import { all, marks, on, onPath } from './watch';

/** Forms begun and not sent, of one page: a bound for pages that make forms without end. */
const BEGUN_MAX = 20;

export const forms: AutoModule = (fl) => {
  /** The field that was touched last, by form. */
  const begun = new Map<HTMLFormElement, string | undefined>();

  // By attribute: a field that is called "id" stands in the place of the form's own.
  const nameOf = (element: Element) => element.getAttribute('data-fl-form') || element.getAttribute('id') || element.getAttribute('name') || undefined;
  const fieldsOf = (form: HTMLFormElement) => Object.assign(marks(form, 'data-fl-form'), { name: nameOf(form) });

  function touched({ target }: { target: Element & { form?: HTMLFormElement | null } }): void {
    const form = target.form;
    // A component may call something else its form.
    if (form?.getAttribute && (begun.has(form) || begun.size < BEGUN_MAX)) {
      begun.set(form, nameOf(target));
    }
  }

  function sent({ target }: { target: HTMLFormElement }): void {
    begun.delete(target);
    fl('track', 'form_submit', fieldsOf(target));
  }

  function left(): void {
    begun.forEach((field, form) => fl('track', 'form_abandon', Object.assign(fieldsOf(form), { field })));
    begun.clear();
  }

  return all([
    on(document, 'input', touched),
    on(document, 'submit', sent),
    on(window, 'pagehide', left),
    onPath(left),
  ]);
};
