using System.Security.Cryptography;
using Plum.Core.PhoneLists;

namespace Plum.Functions.Calls;

/// <summary>
/// The lists one request brings along: staged while they arrive, removed at its end unless they are kept.
/// </summary>
/// <param name="hashes">Whether a repeated request has to be recognised by its list.</param>
internal sealed class StagedUpload(CallLists lists, PhoneListOptions options, bool hashes) : IAsyncDisposable
{
    // Whether bad rows are to be skipped may be said behind the list, so the good ones are staged in any case.
    private PhoneListOptions _options = options with { SkipBadRows = true };
    private readonly List<StagedList> _staged = [];
    private bool _kept;

    /// <summary>
    /// What the numbers' own caller ids may be; null for anything, and as long as nobody knows who sends the list.
    /// </summary>
    public IReadOnlySet<string>? CallerIds
    {
        get => _options.CallerIds;
        set => _options = _options with { CallerIds = value };
    }

    public StagedList? Staged => _staged is [var staged, ..] ? staged : null;

    public int Count => _staged.Count;

    /// <summary>The hash of the last list, if hashes are taken.</summary>
    public byte[] FileHash { get; private set; } = [];

    public Task TakeAsync(Stream list, CancellationToken ct) => TakeAsync(list, _options, ct);

    /// <summary>Takes a list that was sent as the value of a field.</summary>
    public Task TakeValueAsync(ReadOnlyMemory<byte> list, CancellationToken ct) =>
        TakeAsync(new PrefixedStream(list, Stream.Null), _options with { InField = true }, ct);

    /// <summary>From here on the list may belong to a campaign, whatever becomes of the request.</summary>
    public void Keep() => _kept = true;

    /// <summary>The request has come to nothing after all.</summary>
    public void Release() => _kept = false;

    public async ValueTask DisposeAsync()
    {
        foreach (var staged in _kept ? _staged.Skip(1) : _staged)
        {
            await lists.DiscardAsync(staged, CancellationToken.None);
        }
    }

    private async Task TakeAsync(Stream list, PhoneListOptions read, CancellationToken ct)
    {
        if (!hashes)
        {
            _staged.Add(await lists.StageAsync(list, read, ct));
            return;
        }

        using var hash = SHA256.Create();
        await using var hashing = new CryptoStream(list, hash, CryptoStreamMode.Read, leaveOpen: true);
        _staged.Add(await lists.StageAsync(hashing, read, ct));
        await hashing.CopyToAsync(Stream.Null, ct); // a list that stopped early was not read to its end
        FileHash = hash.Hash!;
    }
}
