import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    look?: "plain" | "main" | "danger" | "quiet";
    icon?: IconName;
}

export function Button({
    look = "plain",
    icon,
    className,
    children,
    ...rest
}: ButtonProps): ReactNode {
    return (
        <button
            type="button"
            {...rest}
            className={[styles.button, styles[look], className].filter(Boolean).join(" ")}
        >
            {icon && <Icon name={icon} />}
            {children}
        </button>
    );
}
