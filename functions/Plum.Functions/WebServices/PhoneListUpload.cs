using Microsoft.AspNetCore.Http;
using Plum.Core.PhoneLists;
using Plum.Core.Queueing;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.WebServices;

/// <summary>
/// The <c>phone_list</c> of one request of queuecalls: staged while it arrives, gone again unless the request comes to
/// something.
/// </summary>
/// <remarks>
/// Who is signed in is known before anything has arrived; who else sends the list, once login and pin have. If they
/// stand before the file, as in the documents, they are checked first and a stranger's file is read past and not
/// stored. If they stand behind it, no more of it is taken than <see cref="MaxBytesFromStrangers"/>.
/// </remarks>
internal sealed class PhoneListUpload(
    HttpRequest http, CallLists lists, LoginCheck logins, SessionCookies sessions) : IAsyncDisposable
{
    /// <summary>16 MiB, a list of about a million numbers.</summary>
    public const int MaxBytesFromStrangers = 16 << 20;

    public const string Field = "phone_list";

    // Only a file is read without being kept, and anybody may make this server keep what is not.
    private static readonly InputLimits Limits =
        InputLimits.Default with { MaxListBytes = 1 << 20, MaxFields = 100, Query = false };

    private readonly StagedUpload _upload = new(lists, PhoneListOptions.QueueCalls, IdempotencyKeys.Sent(http));
    private (Credentials Credentials, LoginAnswer Answer)? _checked;
    private bool _isStrangers;
    private int _leftForStrangers = MaxBytesFromStrangers;

    public StagedList? Staged => _upload.Staged;

    public byte[] FileHash => _upload.FileHash;

    public Task<RequestFields> ReadAsync(CancellationToken ct) =>
        RequestFields.ReadAsync(http, Limits, TakeFileAsync, ct);

    /// <summary>Stages a list that was sent as the value of a field. Only for those who may.</summary>
    public async Task TakeValueAsync(RequestFields sent, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(sent[Field]))
        {
            await _upload.TakeValueAsync(sent.Utf8(Field)!.Value, ct);
        }
    }

    /// <summary>What the session, or the login and the PIN, are worth; null when neither is there.</summary>
    public async Task<LoginAnswer?> LoginAsync(PostVariables sent, CancellationToken ct)
    {
        var answer = await sessions.LoginAsync(http, ct)
            ?? (Credentials.Read(sent) is { } credentials ? await CheckAsync(credentials, ct) : null);
        _upload.CallerIds = (answer as LoginAnswer.Right)?.Account.Owned();
        return answer;
    }

    /// <summary>Notes what keeps the list from being queued; true when bad rows are to be left out.</summary>
    public bool Check(PostVariables sent)
    {
        var onInvalid = sent.OneOf("on_invalid", "skip", "reject");
        var skips = onInvalid == "skip";
        if (Staged is not { Result: var result })
        {
            sent.Require(Field);
        }
        else if (_upload.Count > 1)
        {
            sent.AddFault($"{Field} was sent {_upload.Count} times; one list is taken.");
        }
        else if (result.Stopped is { } why)
        {
            sent.AddFault($"{Field}: {why}");
        }
        else if (result.Rows == 0)
        {
            sent.AddFault($"{Field} is empty.");
        }
        else if (_isStrangers && result.HasCallerIds && _upload.CallerIds is not null)
        {
            sent.AddFault(
                $"{Field} has numbers with an ani, which is checked while it arrives: send login and pin before it.");
        }
        else if (result.IsRefused(skips))
        {
            AddBadRows(sent, result, onInvalid is null);
        }

        return skips;
    }

    public void Keep() => _upload.Keep();

    public void Release() => _upload.Release();

    public ValueTask DisposeAsync() => _upload.DisposeAsync();

    // Asked once however often it matters: each asking counts as a try.
    private async Task<LoginAnswer> CheckAsync(Credentials credentials, CancellationToken ct)
    {
        if (_checked?.Credentials != credentials)
        {
            _checked = (credentials, await logins.CheckAsync(credentials.Login, credentials.Pin, ct));
        }

        return _checked.Value.Answer;
    }

    private async Task TakeFileAsync(UploadedFile file, CancellationToken ct)
    {
        if (file.Field != Field)
        {
            return;
        }

        var login = await LoginAsync(new PostVariables(name => file.Before[name]), ct);
        if (login is null)
        {
            _isStrangers = true;
            await _upload.TakeAsync(new StrangersFile(this, file.Content), ct);
        }
        else if (login is LoginAnswer.Right)
        {
            await _upload.TakeAsync(file.Content, ct);
        }
    }

    private static void AddBadRows(PostVariables sent, PhoneListResult result, bool tellOfSkipping)
    {
        foreach (var bad in result.BadRows)
        {
            sent.AddFault($"{Field} line {bad.Line}: '{bad.Value}' {bad.Reason}.");
        }

        sent.AddFault($"{Field}: {result.Refusal(tellOfSkipping)}");
    }

    private static BadRequestBodyException TooLong() => new(
        StatusCodes.Status413PayloadTooLarge,
        FormattableString.Invariant(
            $"Send login and pin before a {Field} of more than {MaxBytesFromStrangers:N0} bytes."));

    /// <summary>A file whose sender is not known yet. All such files of a request share one bound.</summary>
    private sealed class StrangersFile(PhoneListUpload upload, Stream file) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await file.ReadAsync(buffer, cancellationToken);
            upload._leftForStrangers -= read;
            return upload._leftForStrangers >= 0 ? read : throw TooLong();
        }
    }
}
