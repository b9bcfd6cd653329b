/** What a service calls work that was handed in and is to be fetched later; `id` is unique within the provider. */
export interface RemoteWork {
  id: string
  [detail: string]: string
}
