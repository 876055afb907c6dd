using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Plum.Functions.Accounts.SigningKeys;

/// <summary>Seals a signing key for storage and opens it again: AES-256-GCM, bound to its account.</summary>
/// <remarks>
/// The stored form is <c>sealed.</c>, the id of the key that seals, a dot, and nonce, tag and text in Base64. What has
/// no such form is a key as it is: stored before there was anything to seal it with.
/// </remarks>
public sealed class KeySeal
{
    internal const int KeyBytes = 32;

    private const string Prefix = "sealed.";
    private static readonly int _nonce = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int _tag = AesGcm.TagByteSizes.MaxSize;

    private readonly Dictionary<string, byte[]> _keys = [];

    public KeySeal(IOptions<SigningKeyOptions> options)
    {
        SealsWith = Add(options.Value.Key);
        var other = Add(options.Value.OtherKey);
        Ids = _keys.Count == 0 ? "" : $"{SealsWith}|{other}";
    }

    /// <summary>The id of the key that seals, or nothing when keys are stored as they are.</summary>
    internal string SealsWith { get; }

    /// <summary>
    /// The ids of the key that seals and of the other, which only opens; nothing when there is neither.
    /// </summary>
    internal string Ids { get; }

    /// <summary>Whether what was sealed with the key of this id can be opened here.</summary>
    internal bool Opens(string id) => id.Length == 0 || _keys.ContainsKey(id);

    /// <summary>With which key a stored signing key is sealed; nothing when it is stored as it is.</summary>
    internal static string SealOf(string? stored) =>
        stored?.StartsWith(Prefix, StringComparison.Ordinal) == true ? stored.Split('.')[1] : "";

    internal string? Seal(string account, string? signingKey)
    {
        if (signingKey is null || SealsWith.Length == 0)
        {
            return signingKey;
        }

        var text = Encoding.ASCII.GetBytes(signingKey);
        var box = new byte[_nonce + _tag + text.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, _nonce));
        using var aes = new AesGcm(_keys[SealsWith], _tag);
        aes.Encrypt(
            box.AsSpan(0, _nonce),
            text,
            box.AsSpan(_nonce + _tag),
            box.AsSpan(_nonce, _tag),
            Encoding.ASCII.GetBytes(account));
        return $"{Prefix}{SealsWith}.{Convert.ToBase64String(box)}";
    }

    /// <exception cref="InvalidOperationException">It was sealed with another key, or for another account.</exception>
    internal string? Open(string account, string? stored)
    {
        if (SealOf(stored) is not { Length: > 0 } id)
        {
            return stored;
        }

        if (!_keys.TryGetValue(id, out var key))
        {
            throw new InvalidOperationException(
                $"The signing key of account {account} is sealed with the key {id}, "
                + $"which {SigningKeyOptions.Section} does not have; set it as :OtherKey.");
        }

        try
        {
            var box = Convert.FromBase64String(stored![(Prefix.Length + id.Length + 1)..]);
            var text = new byte[box.Length - _nonce - _tag];
            using var aes = new AesGcm(key, _tag);
            aes.Decrypt(
                box.AsSpan(0, _nonce),
                box.AsSpan(_nonce + _tag),
                box.AsSpan(_nonce, _tag),
                text,
                Encoding.ASCII.GetBytes(account));
            return Encoding.ASCII.GetString(text);
        }
        catch (Exception e)
            when (e is FormatException or CryptographicException or OverflowException or ArgumentException)
        {
            throw new InvalidOperationException($"The signing key of account {account} is not as it was sealed.", e);
        }
    }

    /// <summary>Takes a key in; its id, which is the beginning of its hash and tells nothing of it.</summary>
    private string Add(string? key)
    {
        if (key is not { Length: > 0 })
        {
            return "";
        }

        var bytes = SigningKeyOptions.BytesOf(key)!;
        var id = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4));
        _keys[id] = bytes;
        return id;
    }
}
