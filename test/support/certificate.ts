/**
 * For servers in tests: https://pictures.example, https://other.example, localhost and 93.184.216.34. Whoever wants to
 * believe it must be told to (`ca`); its key is no secret.
 */
export const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+8zszq2xTXHoKs8m
wYzowRvSpOJJI82mASpSjkN1FKOhRANCAAR1k7+argEvlTXriHmlNdlzQNUOlkFy
9qXs/kMHOtMWwl7COHDXr2VCf4D/OM2sbZnXgTVnmLiIoMkqOCkILwmc
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnTCCAUSgAwIBAgIBATAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFwaG90b2No
YW5nZXIgdGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowHDEa
MBgGA1UEAwwRcGhvdG9jaGFuZ2VyIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAAR1k7+argEvlTXriHmlNdlzQNUOlkFy9qXs/kMHOtMWwl7COHDXr2VCf4D/
OM2sbZnXgTVnmLiIoMkqOCkILwmco3UwczBBBgNVHREEOjA4ghBwaWN0dXJlcy5l
eGFtcGxlgg1vdGhlci5leGFtcGxlgglsb2NhbGhvc3SHBH8AAAGHBF242CIwDwYD
VR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQULLXoQQGWAE30xAKt4iHF6N5Yq+wwCgYI
KoZIzj0EAwIDRwAwRAIgEC/iYhj4ItNVrPBRtcPsRBV4g8V7AMk6HAMWe2lmMVUC
IEhQzY1/Gy1DO72936b62EDySFWQvgzoHwvWlgyoRcXb
-----END CERTIFICATE-----`,
}
