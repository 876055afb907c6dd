using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Plum.Functions.Accounts;

/// <summary>A login and a PIN that were given together, as this process may keep them in mind.</summary>
/// <param name="Login">The login's hash, as in the row keys.</param>
/// <param name="Pin">A keyed hash of the PIN that only this process can compute.</param>
internal readonly record struct LoginPair(string Login, string Pin)
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static LoginPair Of(string login, string pin) => new(
        AccountRows.Hash(login),
        Convert.ToHexStringLower(HMACSHA256.HashData(Key, MemoryMarshal.AsBytes(pin.AsSpan()))));
}
