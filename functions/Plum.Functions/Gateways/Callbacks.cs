using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Plum.Core.Calls;
using Plum.Functions.Accounts.SigningKeys;

namespace Plum.Functions.Gateways;

/// <summary>
/// The addresses under which gateways tell what came of a call: each names one attempt, and only we can make one.
/// </summary>
public sealed class Callbacks
{
    /// <summary>The path below the public address; <see cref="TakeCallback"/> answers it.</summary>
    public const string Path = "gateways";

    private const int TagBytes = 16;
    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("callback");

    private readonly Uri? _address;
    private readonly byte[]? _key;

    public Callbacks(IOptions<CallbackOptions> options, IOptions<SigningKeyOptions> signingKeys)
    {
        _address = options.Value.Address is { Length: > 0 } address ? new(address.TrimEnd('/') + "/") : null;
        var key = options.Value.Key is { Length: > 0 } own ? own : signingKeys.Value.Key;
        _key = key is { Length: > 0 } && SigningKeyOptions.BytesOf(key) is { } bytes
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, SHA256.HashSizeInBytes, info: Purpose)
            : null;
    }

    /// <summary>Whether gateways can reach us: otherwise they have to be asked.</summary>
    public bool Reachable => _address is not null && _key is not null;

    /// <summary>Where a gateway is to tell what came of an attempt; null when it cannot reach us.</summary>
    public Uri? AddressOf(string gateway, AttemptKey attempt) =>
        Reachable ? new Uri(_address!, $"{Path}/{gateway}/{attempt}.{Tag(gateway, attempt)}") : null;

    /// <summary>
    /// The address as the gateway called it, for its signature: proxies on the way may have changed host and scheme.
    /// </summary>
    public Uri AddressOf(string pathAndQuery) => new(_address!, pathAndQuery.TrimStart('/'));

    /// <summary>The attempt that an address of ours names, or null when it is not ours.</summary>
    public AttemptKey? Read(string gateway, string name)
    {
        if (_key is null || name.Split('.') is not [var text, var tag] || AttemptKey.Parse(text) is not { } attempt)
        {
            return null;
        }

        var right = Encoding.ASCII.GetBytes(Tag(gateway, attempt));
        return CryptographicOperations.FixedTimeEquals(right, Encoding.ASCII.GetBytes(tag)) ? attempt : null;
    }

    private string Tag(string gateway, AttemptKey attempt) => Base64Url.EncodeToString(
        HMACSHA256.HashData(_key!, Encoding.UTF8.GetBytes($"{gateway} {attempt}")).AsSpan(0, TagBytes));
}
