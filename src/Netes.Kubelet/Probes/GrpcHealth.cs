using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Probes;

/// <summary>The gRPC health protocol (grpc.health.v1), whose two messages are small enough to write by hand.</summary>
internal static class GrpcHealth
{
    private static readonly Method<string, byte[]> Check = new(MethodType.Unary, "grpc.health.v1.Health", "Check",
        new Marshaller<string>(EncodeRequest, static _ => ""), new Marshaller<byte[]>(static bytes => bytes, static bytes => bytes));

    public static async Task<ProbeOutcome> CheckAsync(string host, GRPCAction action, TimeSpan timeout, CancellationToken cancellation)
    {
        string address = host.Contains(':') ? $"http://[{host}]:{action.Port}" : $"http://{host}:{action.Port}";
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = timeout }, DisposeHttpClient = true,
        });
        try
        {
            byte[] answer = await channel.CreateCallInvoker().AsyncUnaryCall(
                Check, null, new CallOptions(deadline: DateTime.UtcNow + timeout, cancellationToken: cancellation), action.Service ?? "");
            int status = DecodeResponse(answer);
            const int serving = 1;
            return status == serving
                ? new ProbeOutcome(ProbeResult.Success, "service healthy")
                : new ProbeOutcome(ProbeResult.Failure, $"service unhealthy (responded with \"{Name(status)}\")");
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            return new ProbeOutcome(ProbeResult.Failure, $"timeout: failed to connect service \"{host}:{action.Port}\" within {Api.GoDuration.Format(timeout)}: context deadline exceeded");
        }
        catch (RpcException e)
        {
            return new ProbeOutcome(ProbeResult.Failure, $"error: health rpc probe failed: rpc error: code = {e.StatusCode} desc = {e.Status.Detail}");
        }
    }

    private static string Name(int status) => status switch { 0 => "UNKNOWN", 2 => "NOT_SERVING", 3 => "SERVICE_UNKNOWN", _ => "UNKNOWN" };

    /// <summary>Field 1: the service's name.</summary>
    private static byte[] EncodeRequest(string service)
    {
        if (service.Length == 0) return [];
        byte[] text = Encoding.UTF8.GetBytes(service);
        if (text.Length > 127) throw new ArgumentException("the service's name is longer than 127 bytes", nameof(service));
        return [0x0A, (byte)text.Length, .. text];
    }

    /// <summary>Field 1: the status, a varint.</summary>
    private static int DecodeResponse(byte[] bytes) => bytes is [0x08, var status, ..] ? status : 0;
}
