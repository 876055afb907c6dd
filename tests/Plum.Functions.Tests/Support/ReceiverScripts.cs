using Plum.Demo;

namespace Plum.Functions.Tests.Support;

/// <summary>Trouble on the customer's side, told in one call.</summary>
internal static class ReceiverScripts
{
    /// <summary>Answers the first requests of calls to the path with an error, the later ones as ever.</summary>
    public static void Fail(this Receiver receiver, string path, int times, int status = 503)
    {
        var left = times;
        receiver.Answer(path, () => Interlocked.Decrement(ref left) >= 0 ? new Reply(status, "no") : null);
    }

    /// <summary>Answers requests of calls to the path as told; null is the ordinary answer.</summary>
    public static void Answer(this Receiver receiver, string path, Func<Reply?> answer)
    {
        var before = receiver.Script;
        receiver.Script = async request => request.Path == path && request.IsCall
            ? answer() ?? await before(request)
            : await before(request);
    }
}
