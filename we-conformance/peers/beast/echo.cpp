// Boost.Beast as an echo end, a thread for each connection; ../README.md has the contract.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <iostream>
#include <limits>
#include <sstream>
#include <mutex>
#include <thread>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Tls = beast::ssl_stream<beast::tcp_stream>;

// A whole line at a time: several threads print.
template <class... Words>
void print(Words const&... words) {
  static std::mutex one;
  std::lock_guard<std::mutex> lock(one);
  ((std::cout << words << ' '), ...) << std::endl;
}

template <class Stream>
void obey(websocket::stream<Stream>& socket, std::string const& text) {
  std::istringstream words(text);
  std::string verb;
  words >> verb >> verb >> std::ws;  // the first is "please"
  std::string argument(std::istreambuf_iterator<char>(words), {});
  if (verb == "close") {
    std::istringstream parts(argument);
    std::uint16_t code = 0;
    parts >> code >> std::ws;
    std::string reason(std::istreambuf_iterator<char>(parts), {});
    socket.close(websocket::close_reason(static_cast<websocket::close_code>(code), reason));
  } else if (verb == "ping") {
    socket.ping(websocket::ping_data(argument));
  } else if (verb == "fragment") {
    auto half = argument.size() / 2;
    socket.write_some(false, asio::buffer(argument.data(), half));
    socket.write_some(false, asio::buffer(argument.data(), 0));
    socket.write_some(true, asio::buffer(argument.data() + half, argument.size() - half));
  } else if (verb == "vanish") {
    beast::get_lowest_layer(socket).close();
  } else {
    socket.write(asio::buffer(argument));
  }
}

template <class Stream>
void echo(websocket::stream<Stream>& socket, std::string const& path) {
  // Called from within read(), while nothing is being written.
  socket.control_callback([&](websocket::frame_type kind, beast::string_view payload) {
    if (kind == websocket::frame_type::pong) {
      socket.text(true);
      socket.write(asio::buffer("pong " + std::string(payload)));
    }
  });
  try {
    while (true) {
      beast::flat_buffer buffer;
      socket.read(buffer);
      auto text = beast::buffers_to_string(buffer.data());
      socket.text(socket.got_text());
      if (socket.got_text() && text.rfind("please ", 0) == 0) {
        obey(socket, text);
      } else {
        socket.write(buffer.data());
      }
    }
  } catch (beast::system_error const& end) {
    print("closed", path, socket.reason().code, socket.reason().reason.c_str());
  }
}

template <class Stream>
void prepare(websocket::stream<Stream>& socket, beast::role_type role) {
  websocket::permessage_deflate deflate;
  deflate.server_enable = true;
  deflate.client_enable = true;
  socket.set_option(deflate);
  socket.set_option(websocket::stream_base::timeout::suggested(role));
  socket.read_message_max(1 << 26);
}

template <class Stream>
void answer(websocket::stream<Stream> socket) {
  prepare(socket, beast::role_type::server);
  beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::read(socket.next_layer(), buffer, request);
  std::string offered(request[http::field::sec_websocket_protocol]);
  if (offered.find("superchat") != std::string::npos) {
    socket.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(http::field::sec_websocket_protocol, "superchat");
    }));
  }
  socket.accept(request);
  echo(socket, std::string(request.target()));
}

int serve(int files, char** file) {
  asio::io_context io;
  asio::ssl::context tls(asio::ssl::context::tls_server);
  if (files > 1) {
    tls.use_certificate_chain_file(file[0]);
    tls.use_private_key_file(file[1], asio::ssl::context::pem);
  }
  tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
  print("port", acceptor.local_endpoint().port());
  std::thread([] {
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    std::quick_exit(0);
  }).detach();
  while (true) {
    auto accepted = std::make_shared<tcp::socket>(acceptor.accept());
    std::thread([accepted, &tls, files] {
      try {
        if (files > 1) {
          websocket::stream<Tls> socket(std::move(*accepted), tls);
          socket.next_layer().handshake(asio::ssl::stream_base::server);
          answer(std::move(socket));
        } else {
          answer(websocket::stream<beast::tcp_stream>(std::move(*accepted)));
        }
      } catch (std::exception const& e) {
        print("error", e.what());
      }
    }).detach();
  }
}

template <class Stream>
void open(websocket::stream<Stream>& socket, std::string const& host, std::string const& path) {
  prepare(socket, beast::role_type::client);
  socket.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
    request.set(http::field::sec_websocket_protocol, "other, superchat");
  }));
  websocket::response_type response;
  socket.handshake(response, host, path);
  print("open", path, response[http::field::sec_websocket_extensions]);
  echo(socket, path);
}

void connect(std::string const& url, asio::ssl::context& tls) {
  auto from = url.find("://") + 3;
  auto slash = url.find('/', from);
  auto host = url.substr(from, slash - from);
  auto colon = host.find(':');
  auto path = url.substr(slash);
  try {
    asio::io_context io;
    auto ends = tcp::resolver(io).resolve("127.0.0.1", host.substr(colon + 1));
    if (url.rfind("wss", 0) == 0) {
      websocket::stream<Tls> socket(io, tls);
      beast::get_lowest_layer(socket).connect(ends);
      socket.next_layer().set_verify_callback(asio::ssl::host_name_verification(host.substr(0, colon)));
      socket.next_layer().handshake(asio::ssl::stream_base::client);
      open(socket, host, path);
    } else {
      websocket::stream<beast::tcp_stream> socket(io);
      beast::get_lowest_layer(socket).connect(ends);
      open(socket, host, path);
    }
  } catch (std::exception const& e) {
    print("failed", path, e.what());
  }
}

int call(int files, char** file) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  if (files > 0) {
    tls.load_verify_file(file[0]);
    tls.set_verify_mode(asio::ssl::verify_peer);
  }
  for (std::string line; std::getline(std::cin, line);) {
    std::thread([line, &tls] { connect(line, tls); }).detach();
  }
  std::quick_exit(0);
}

int main(int count, char** words) {
  auto files = count - 2;
  return std::string(words[1]) == "server" ? serve(files, words + 2) : call(files, words + 2);
}
