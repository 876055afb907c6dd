using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Plum.Core.PhoneLists;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>
/// The <c>phone_numbers</c> of one request: staged while they arrive, gone again unless the request comes to something.
/// </summary>
public sealed class PhoneNumbers(HttpRequest http, CallLists lists) : IAsyncDisposable
{
    public const string Field = "phone_numbers";

    // Whether bad rows are to be skipped may be said behind the list, so the good ones are staged in any case.
    private static readonly PhoneListOptions Options = PhoneListOptions.Scheduling with { SkipBadRows = true };

    private readonly List<StagedList> _staged = [];
    private bool _kept;

    public StagedList? Staged => _staged is [var staged, ..] ? staged : null;

    /// <summary>The hash of an uploaded file, taken only where a repeated request has to be recognised.</summary>
    public byte[] FileHash { get; private set; } = [];

    /// <summary>Reads the request's fields, staging an uploaded list on the way.</summary>
    public async Task<RequestFields> ReadAsync(CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, TakeFileAsync, ct);
        if (sent.Has(Field) && !string.IsNullOrWhiteSpace(sent[Field]))
        {
            using var list = new MemoryStream(sent.Utf8(Field)!.Value.ToArray(), writable: false);
            _staged.Add(await lists.StageAsync(list, Options, ct));
        }

        return sent;
    }

    /// <summary>Notes what keeps the list from being queued.</summary>
    public void Check(FieldErrors errors, bool skipBadRows)
    {
        if (Staged is not { Result: var result })
        {
            return;
        }

        if (_staged.Count > 1)
        {
            errors.Add(Field, ValidationTexts.MaxItems(Field, 1));
        }

        if (result.Stopped is { } why)
        {
            errors.Add(Field, why);
        }
        else if (result.Accepted + result.Rejected == 0)
        {
            errors.Add(Field, "The list of phone numbers is empty.");
        }
        else if (result.Rejected > 0 && (!skipBadRows || result.Accepted == 0))
        {
            NoteBadRows(errors, result);
        }
    }

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

    /// <summary>What was queued and what was not, for a request that asked to have bad rows skipped.</summary>
    public static void Write(Utf8Json json, PhoneListResult result)
    {
        json.WriteNumber("accepted", result.Accepted);
        json.WriteNumber("rejected", result.Rejected);
        json.WriteObjects("errors", result.BadRows, (row, bad) =>
        {
            row.WriteNumber("line", bad.Line);
            row.WriteString("value", bad.Value);
            row.WriteString("reason", bad.Reason);
        });
    }

    private async Task TakeFileAsync(UploadedFile file, CancellationToken ct)
    {
        if (file.Field != Field)
        {
            return;
        }

        if (!http.Headers.ContainsKey("Idempotency-Key"))
        {
            _staged.Add(await lists.StageAsync(file.Content, Options, ct));
            return;
        }

        using var hash = SHA256.Create();
        await using var hashing = new CryptoStream(file.Content, hash, CryptoStreamMode.Read, leaveOpen: true);
        _staged.Add(await lists.StageAsync(hashing, Options, ct));
        await hashing.CopyToAsync(Stream.Null, ct); // a list that stopped early was not read to its end
        FileHash = hash.Hash!;
    }

    private static void NoteBadRows(FieldErrors errors, PhoneListResult result)
    {
        foreach (var bad in result.BadRows)
        {
            errors.Add(Field, $"Line {bad.Line}: '{bad.Value}' {bad.Reason}.");
        }

        errors.Add(Field, $"{result.Rejected} of {result.Accepted + result.Rejected} rows will not do, so nothing was queued.");
    }
}
