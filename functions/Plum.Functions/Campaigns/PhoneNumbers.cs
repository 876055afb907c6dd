using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Core.Accounts;
using Plum.Core.PhoneLists;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>
/// The <c>phone_numbers</c> of one request: staged while they arrive, gone again unless the request comes to something.
/// </summary>
/// <param name="account">Whose they are.</param>
public sealed class PhoneNumbers(HttpRequest http, CallLists lists, Account? account) : IAsyncDisposable
{
    public const string Field = "phone_numbers";
    public const string SkipField = "on_invalid";

    private readonly StagedUpload _upload = new(lists, PhoneListOptions.Scheduling, IdempotencyKeys.Sent(http))
    {
        CallerIds = account?.Owned(),
    };

    public StagedList? Staged => _upload.Staged;

    /// <summary>The hash of an uploaded file, taken only where a repeated request has to be recognised.</summary>
    public byte[] FileHash => _upload.FileHash;

    /// <summary>Reads the request's fields, staging an uploaded list on the way.</summary>
    public async Task<RequestFields> ReadAsync(CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, TakeFileAsync, ct);
        if (sent.Has(Field) && !string.IsNullOrWhiteSpace(sent[Field]))
        {
            await _upload.TakeValueAsync(sent.Utf8(Field)!.Value, ct);
        }

        return sent;
    }

    /// <summary>Notes what keeps the list from being queued; true when bad rows are to be left out.</summary>
    public bool Check(FieldReader fields)
    {
        var onInvalid = fields.OneOf(SkipField, "skip", "reject");
        var skips = onInvalid == "skip";
        if (Staged is { Result: var result })
        {
            Check(fields.Errors, result, skips, onInvalid is null);
        }

        return skips;
    }

    /// <summary>From here on the list may belong to a campaign, whatever becomes of the request.</summary>
    public void Keep() => _upload.Keep();

    /// <summary>The request has come to nothing after all.</summary>
    public void Release() => _upload.Release();

    public ValueTask DisposeAsync() => _upload.DisposeAsync();

    /// <summary>
    /// Tells in a header how many calls were queued: an answer without a <c>response</c> has no other place.
    /// </summary>
    public static Answer WithCount(Answer answer, PhoneListResult result) =>
        answer.With("X-Plum-Accepted", result.Accepted.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// How many calls were queued; and what was not, for a request that asked to have bad rows skipped.
    /// </summary>
    public static void Write(Utf8Json json, PhoneListResult result, bool skips)
    {
        json.WriteNumber("accepted", result.Accepted);
        if (!skips)
        {
            return;
        }

        json.WriteNumber("rejected", result.Rejected);
        json.WriteObjects("errors", result.BadRows, (row, bad) =>
        {
            row.WriteNumber("line", bad.Line);
            row.WriteString("value", bad.Value);
            row.WriteString("reason", bad.Reason);
        });
    }

    private Task TakeFileAsync(UploadedFile file, CancellationToken ct) =>
        file.Field == Field ? _upload.TakeAsync(file.Content, ct) : Task.CompletedTask;

    private void Check(FieldErrors errors, PhoneListResult result, bool skips, bool tellOfSkipping)
    {

        if (_upload.Count > 1)
        {
            errors.Add(Field, ValidationTexts.MaxItems(Field, 1));
        }

        if (result.Stopped is { } why)
        {
            errors.Add(Field, why);
        }
        else if (result.Rows == 0)
        {
            errors.Add(Field, "The list of phone numbers is empty.");
        }
        else if (result.IsRefused(skips))
        {
            NoteBadRows(errors, result, tellOfSkipping);
        }
    }

    private static void NoteBadRows(FieldErrors errors, PhoneListResult result, bool tellOfSkipping)
    {
        foreach (var bad in result.BadRows)
        {
            errors.Add(Field, $"Line {bad.Line}: '{bad.Value}' {bad.Reason}.");
        }

        errors.Add(Field, result.Refusal(tellOfSkipping));
    }
}
