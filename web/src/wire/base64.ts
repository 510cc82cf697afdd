// Bytes as JSON carries them.
const chunk = 0x8000;

export function encodeBase64(bytes: Uint8Array): string {
    let binary = "";
    for (let at = 0; at < bytes.length; at += chunk)
        binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
    return btoa(binary);
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
}
