using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Plum.Standalone.Tables;

/// <summary>The table service's refusals, with its statuses and codes.</summary>
internal static class TableErrors
{
    public static RequestFailedException EntityNotFound() =>
        new(404, "The specified resource does not exist.", "ResourceNotFound", null);

    public static RequestFailedException TableNotFound(string table) =>
        new(404, $"The table {table} does not exist.", "TableNotFound", null);

    public static RequestFailedException EntityAlreadyExists() =>
        new(409, "The specified entity already exists.", "EntityAlreadyExists", null);

    public static RequestFailedException Changed() =>
        new(412, "The update condition specified in the request was not satisfied.", "UpdateConditionNotSatisfied", null);

    /// <summary>A refused transaction, with the number of the action that is to blame.</summary>
    public static TableTransactionFailedException Transaction(RequestFailedException refusal, int? action)
    {
        // Where the client's own parser leaves the number, and the exception looks for it.
        refusal.Data["FailedEntity"] = action?.ToString(CultureInfo.InvariantCulture);
        return new(refusal);
    }

    /// <summary>Does an action's part, and blames the action for a refusal.</summary>
    public static T Blaming<T>(int action, Func<T> part)
    {
        try
        {
            return part();
        }
        catch (RequestFailedException refusal)
        {
            throw Transaction(refusal, action);
        }
    }

    public static RequestFailedException Invalid(string code, string message) => new(400, message, code, null);
}
