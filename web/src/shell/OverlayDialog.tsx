// A dialog that is one of the desktop's overlays: the browser holds the keyboard inside and gives it
// back; Esc and a click beside it close it.
import { useLayoutEffect, useRef, type ReactNode } from "react";
import { closeOverlay, useIsOpen, type Overlay } from "./overlays.ts";

interface DialogProps {
    overlay: Overlay;
    label: string;
    className: string | undefined;
    /** Made anew each time it opens. */
    children: ReactNode;
}

export function OverlayDialog({ overlay, label, className, children }: DialogProps): ReactNode {
    const dialog = useRef<HTMLDialogElement>(null);
    const open = useIsOpen(overlay);
    const close = (): void => closeOverlay(overlay);
    useLayoutEffect(() => {
        if (open) dialog.current?.showModal();
        else dialog.current?.close();
    }, [open]);
    return (
        <dialog
            ref={dialog}
            className={className}
            aria-label={label}
            onCancel={close}
            // The news of a close comes late: by then it may have been opened again.
            onClose={(event) => event.currentTarget.open || close()}
            onClick={(event) => event.target === event.currentTarget && close()}
        >
            {open && children}
        </dialog>
    );
}
