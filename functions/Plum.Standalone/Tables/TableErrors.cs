using Azure;

namespace Plum.Standalone.Tables;

/// <summary>The table service's refusals, with its statuses and codes.</summary>
internal static class TableErrors
{
    public static RequestFailedException EntityNotFound() =>
        new(404, "The specified resource does not exist.", "ResourceNotFound", null);

    public static RequestFailedException TableNotFound(string table) =>
        new(404, $"The table {table} does not exist.", "TableNotFound", null);

    public static RequestFailedException TableAlreadyExists() =>
        new(409, "The table specified already exists.", "TableAlreadyExists", null);

    public static RequestFailedException EntityAlreadyExists() =>
        new(409, "The specified entity already exists.", "EntityAlreadyExists", null);

    public static RequestFailedException Changed() =>
        new(412, "The update condition specified in the request was not satisfied.", "UpdateConditionNotSatisfied", null);

    public static RequestFailedException Invalid(string code, string message) => new(400, message, code, null);
}
