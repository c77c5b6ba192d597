/** What a place keeps secret, by what it is. Settings have, under the same names, the names under which the keychain has it. */
export interface PlaceSecrets {
  /** Of a bucket's access key. */
  readonly secretAccessKey?: string | undefined;
  /** Of a sign-in to Google. */
  readonly refreshToken?: string | undefined;
  /** Of the person's own OAuth client at Google. */
  readonly clientSecret?: string | undefined;
}
