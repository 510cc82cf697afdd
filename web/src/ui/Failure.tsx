// An app that throws takes only its own window with it.
import { Component, type ReactNode } from "react";
import { t } from "../i18n/i18n.ts";
import { Button } from "./Button.tsx";
import { Problem } from "./Problem.tsx";

export class Failure extends Component<{ children: ReactNode }, { error: Error | undefined }> {
    override state = { error: undefined as Error | undefined };

    static getDerivedStateFromError(error: Error): { error: Error } {
        return { error };
    }

    override render(): ReactNode {
        const { error } = this.state;
        if (!error) return this.props.children;
        return (
            <Problem
                what={t("failure.what")}
                why={error.message}
                details={`${error.message}\n${error.stack ?? ""}`}
                next={
                    <Button onClick={() => this.setState({ error: undefined })}>
                        {t("failure.again")}
                    </Button>
                }
            />
        );
    }
}
