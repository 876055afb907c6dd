using Microsoft.AspNetCore.Http;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Answers that show a secret, which is kept nowhere: neither here, to be given again, nor on the way.
/// </summary>
internal static class ShownOnce
{
    public static async Task<Answer> AnswerAsync(HttpRequest http, Func<Task<Answer>> act) => IdempotencyKeys.Sent(http)
        ? Answer.Error(
            StatusCodes.Status400BadRequest,
            "No Idempotency-Key is taken here: the answer is shown once and not kept, so it cannot be given again.")
        : (await act()).With("Cache-Control", "no-store");
}
